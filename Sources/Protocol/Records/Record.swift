// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// One record as a value of its own: for building batches, and for code that is not hot.
package struct Record: Hashable, Sendable {
    /// A header of a record (KIP-82); keys may repeat.
    package struct Header: Hashable, Sendable {
        /// UTF-8; nil writes a null key, which no reader may accept.
        package var key: ByteSlice?
        /// nil is null, which is not empty.
        package var value: ByteSlice?

        package init(key: ByteSlice?, value: ByteSlice?) {
            self.key = key
            self.value = value
        }

        package init(_ key: String, _ value: String?) {
            self.init(key: ByteSlice(utf8: key), value: value.map { ByteSlice(utf8: $0) })
        }
    }

    /// nil is null, which is not empty.
    package var key: ByteSlice?
    /// nil is null: a tombstone in a compacted topic.
    package var value: ByteSlice?
    package var headers: [Header]
    /// Milliseconds since the epoch, -1 for none.
    package var timestamp: Int64
    /// Absolute offset; nil lets a builder count from its base offset.
    package var offset: Int64?

    package init(
        key: ByteSlice? = nil, value: ByteSlice?, headers: [Header] = [], timestamp: Int64 = -1,
        offset: Int64? = nil
    ) {
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
        self.offset = offset
    }

    /// A record of texts.
    package init(
        key: String? = nil, value: String?, headers: [Header] = [], timestamp: Int64 = -1
    ) {
        self.init(
            key: key.map { ByteSlice(utf8: $0) }, value: value.map { ByteSlice(utf8: $0) },
            headers: headers, timestamp: timestamp)
    }

    /// The record that `view` shows of `payload`, sharing the payload's block.
    package init(_ view: RecordView, in payload: ByteSlice, offset: Int64, timestamp: Int64) {
        key = view.keyRange.map { payload[$0] }
        value = view.valueRange.map { payload[$0] }
        headers = []
        headers.reserveCapacity(view.headerCount)
        var iterator = view.headers
        while let header = iterator.next() {
            headers.append(
                Header(
                    key: Self.slice(header.key, of: payload),
                    value: header.value.map { Self.slice($0, of: payload) }))
        }
        self.offset = offset
        self.timestamp = timestamp
    }

    private static func slice(_ bytes: UnsafeRawBufferPointer, of payload: ByteSlice) -> ByteSlice {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return .empty }
        let position = start - payload.base
        return payload[position..<(position + bytes.count)]
    }
}

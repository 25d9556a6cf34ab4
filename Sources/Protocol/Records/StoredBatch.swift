// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// One entry of a log or of a record set, whatever its magic.
package enum StoredBatch: Sendable {
    /// Magic 2.
    case batch(RecordBatchView)
    /// Magic 0 or 1.
    case legacy(LegacyMessageView)

    /// Reads the entry at the start of `source`; bytes after it are left alone.
    package init(_ source: ByteSlice) throws(RecordError) {
        guard source.count >= BatchLayout.prefix else {
            throw RecordError(.headerIncomplete(available: source.count), at: source.count)
        }
        if source[BatchLayout.magic] < 2 {
            self = .legacy(try LegacyMessageView(source))
        } else {
            self = .batch(try RecordBatchView(source))
        }
    }

    package var bytes: ByteSlice {
        switch self {
        case .batch(let batch): batch.bytes
        case .legacy(let message): message.bytes
        }
    }

    package var sizeInBytes: Int { bytes.count }

    package var magic: Int8 {
        switch self {
        case .batch: 2
        case .legacy(let message): message.magic
        }
    }

    package var attributes: BatchAttributes {
        switch self {
        case .batch(let batch): batch.attributes
        case .legacy(let message): message.attributes
        }
    }

    package var lastOffset: Int64 {
        switch self {
        case .batch(let batch): batch.lastOffset
        case .legacy(let message): message.offset
        }
    }

    /// -1 in magic 0.
    package var maxTimestamp: Int64 {
        switch self {
        case .batch(let batch): batch.maxTimestamp
        case .legacy(let message): message.timestamp
        }
    }

    /// The stored checksum.
    package var crc: UInt32 {
        switch self {
        case .batch(let batch): batch.crc
        case .legacy(let message): message.crc
        }
    }

    /// Fails unless the stored checksum is that of the bytes.
    package func checkCRC() throws(RecordError) {
        switch self {
        case .batch(let batch): try batch.checkCRC()
        case .legacy(let message): try message.checkCRC()
        }
    }

    /// All records as values of their own, unpacked to at most `limit` bytes.
    package func records(
        using codecs: RecordCodecs, limit: Int = .max
    ) throws(RecordError) -> [Record] {
        switch self {
        case .batch(let batch): try batch.records(using: codecs, limit: limit)
        case .legacy(let message): try message.records(using: codecs, limit: limit)
        }
    }
}

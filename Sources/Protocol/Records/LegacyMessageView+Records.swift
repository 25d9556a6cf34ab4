// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression

extension LegacyMessageView {
    /// The message as a record, or all records of the wrapper it is, with absolute offsets.
    ///
    /// Inner messages must be plain ones of the wrapper's magic, with right checksums. Their
    /// offsets are absolute in magic 0 and count from the first in magic 1 (KIP-31).
    package func records(
        using codecs: RecordCodecs, limit: Int = .max
    ) throws(RecordError) -> [Record] {
        let codec = try codec()
        if codec == .none {
            return [Record(key: key, value: value, timestamp: timestamp, offset: offset)]
        }
        guard let value else { throw RecordError(.emptyWrapper, at: BatchLayout.magic) }
        let inner = try Self.inner(
            of: try codecs.unpackLegacy(value, codec: codec, magic: magic, limit: limit),
            magic: magic)
        guard let last = inner.last else {
            throw RecordError(.emptyWrapper, at: BatchLayout.magic)
        }
        // Old librdkafka leaves the wrapper at 0; its inner offsets then count from 0.
        let base = magic == 0 || offset == 0 ? 0 : offset &- last.offset
        return inner.map { message in
            Record(
                key: message.key, value: message.value,
                timestamp: isLogAppendTime ? timestamp : message.timestamp,
                offset: base &+ message.offset)
        }
    }

    private static func inner(
        of unpacked: ByteSlice, magic: Int8
    ) throws(RecordError) -> [LegacyMessageView] {
        var messages: [LegacyMessageView] = []
        var position = 0
        while position < unpacked.count {
            do throws(RecordError) {
                let message = try LegacyMessageView(unpacked.dropFirst(position))
                guard message.magic == magic else {
                    throw RecordError(
                        .innerMagic(outer: magic, inner: message.magic), at: BatchLayout.magic)
                }
                guard !message.isCompressed else {
                    throw RecordError(.nestedCompression, at: BatchLayout.magic + 1)
                }
                try message.checkCRC()
                messages.append(message)
                position += message.sizeInBytes
            } catch {
                throw RecordError(
                    error.reason, at: position + error.position, recordIndex: messages.count)
            }
        }
        return messages
    }
}

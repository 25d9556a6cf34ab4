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
        var records: [Record] = []
        try forEachRecord(using: codecs, limit: limit) { record in
            records.append(record)
            return true
        }
        return records
    }

    /// Runs `body` for each of the records, all of which were checked before, until it gives false.
    package func forEachRecord(
        using codecs: RecordCodecs, limit: Int = .max, _ body: (Record) -> Bool
    ) throws(RecordError) {
        let codec = try codec()
        if codec == .none {
            _ = body(Record(key: key, value: value, timestamp: timestamp, offset: offset))
            return
        }
        guard let value else { throw RecordError(.emptyWrapper, at: BatchLayout.magic) }
        let unpacked = try codecs.unpackLegacy(value, codec: codec, magic: magic, limit: limit)
        var last: Int64?
        try Self.walk(unpacked, magic: magic, isChecked: true) { message in
            last = message.offset
            return true
        }
        guard let last else { throw RecordError(.emptyWrapper, at: BatchLayout.magic) }
        // Old librdkafka leaves the wrapper at 0; its inner offsets then count from 0.
        let base = magic == 0 || offset == 0 ? 0 : offset &- last
        try Self.walk(unpacked, magic: magic, isChecked: false) { message in
            body(
                Record(
                    key: message.key, value: message.value,
                    timestamp: isLogAppendTime ? timestamp : message.timestamp,
                    offset: base &+ message.offset))
        }
    }

    private static func walk(
        _ unpacked: ByteSlice, magic: Int8, isChecked: Bool, _ body: (LegacyMessageView) -> Bool
    ) throws(RecordError) {
        var count = 0
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
                if isChecked { try message.checkCRC() }
                if !body(message) { return }
                count += 1
                position += message.sizeInBytes
            } catch {
                throw RecordError(error.reason, at: position + error.position, recordIndex: count)
            }
        }
    }
}

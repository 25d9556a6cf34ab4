// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// Stored batches as text to be compared: all that a cleaner decides, nothing that depends on when
/// it ran or on whose codec library packed.
enum CleanedText {
    static func lines(of bytes: ByteSlice) throws -> [String] {
        let codecs = RecordCodecs()
        return try RecordSet.batches(in: bytes).flatMap { stored -> [String] in
            guard case .batch(let batch) = stored else { return ["magic \(stored.magic)"] }
            try batch.checkCRC()
            let horizon = batch.deleteHorizonMillis == nil ? "" : " to go"
            let base = batch.deleteHorizonMillis == nil ? batch.baseTimestamp : 0
            let head = """
                batch \(batch.baseOffset)…\(batch.lastOffset) epoch \(batch.partitionLeaderEpoch) \
                attributes \(batch.attributes.rawValue)\(horizon) times \(base)…\
                \(batch.maxTimestamp) producer \(batch.producerId) \(batch.producerEpoch) \
                \(batch.baseSequence) count \(batch.recordCount)
                """
            return try [head]
                + batch.records(using: codecs).map { record in
                    let value = record.value.map(\.text) ?? "null"
                    let headers = record.headers.count
                    return "  \(record.offset ?? -1) at \(record.timestamp) "
                        + "\(record.key?.hex ?? "null")=\(value) \(headers)"
                }
        }
    }

    /// The bytes of batches that must be the same whoever cleaned: unpacked, without a horizon.
    static func comparable(_ bytes: ByteSlice) throws -> [ByteSlice] {
        try RecordSet.batches(in: bytes).compactMap { stored in
            guard case .batch(let batch) = stored, batch.attributes.codecBits == 0,
                batch.deleteHorizonMillis == nil
            else { return nil }
            return batch.bytes
        }
    }

    /// What differs between two readings, each line with its side.
    static func difference(_ ours: [String], _ theirs: [String]) -> String {
        theirs.difference(from: ours).map { change in
            switch change {
            case .insert(_, let line, _): "theirs: \(line)"
            case .remove(_, let line, _): "ours:   \(line)"
            }
        }.joined(separator: "\n")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// The values of a log by their offsets.
struct StoredValues {
    private(set) var values: [Int64: String] = [:]
    /// The number that stands last under each key, where values are numbers.
    private(set) var latest: [String: Int] = [:]
    /// Batches in the order they stand, by what their first record says.
    private(set) var order: [String] = []

    init() {}

    /// Reads everything from the log's start to its end.
    init(of log: any PartitionLog) throws {
        let codecs = RecordCodecs()
        var offset = log.logStartOffset
        while offset < log.logEndOffset {
            let page = try log.read(
                from: offset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
            guard let region = page.region else { break }
            let bytes = try region.file.read(position: region.position, count: region.count)
            for batch in try RecordSet.batches(in: bytes) {
                try batch.checkCRC()
                let records = try batch.records(using: codecs, limit: 16 << 20)
                order.append(records.first?.value?.text ?? "")
                for record in records {
                    guard let found = record.offset, found >= log.logStartOffset else { continue }
                    values[found] = record.value?.text ?? ""
                    if let key = record.key?.text { latest[key] = Int(values[found] ?? "") }
                }
                offset = batch.lastOffset + 1
            }
        }
    }

    subscript(offset: Int64) -> String? { values[offset] }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Everything that a client can be told of a partition, by whoever holds its files.
struct PartitionAccount {
    var earliest: Int64
    var latest: Int64
    var lastStable: Int64
    /// Offset of the record with the greatest timestamp, -1 without one.
    var maxTimestampOffset: Int64
    /// For each timestamp looked for: offset and timestamp found, -1 without.
    var byTimestamp: [Int64: [Int64]] = [:]
    /// The stored bytes from the batch that holds the earliest offset on.
    var bytes: ByteSlice
    var aborted: Set<AbortedTransaction>
    var producers: [ProducerDescription]

    /// Timestamps worth looking for in these bytes: the first, the last, some between, and beside.
    static func timestamps(in bytes: ByteSlice) throws -> [Int64] {
        let all = Set(try RecordSet.batches(in: bytes).map(\.maxTimestamp)).sorted()
        guard let first = all.first, let last = all.last else { return [0] }
        return [0, first, all[all.count / 3], all[all.count / 2] + 1, last, last + 1]
    }

    /// As our own engine answers.
    init(of log: any PartitionLog) throws {
        log.advanceHighWatermark(to: log.logEndOffset)
        earliest = log.logStartOffset
        latest = log.logEndOffset
        lastStable = log.lastStableOffset
        maxTimestampOffset = try log.offsetOfMaxTimestamp()?.offset ?? -1
        producers = log.activeProducers
        aborted = []
        var writer = ByteWriter(capacity: 1024)
        var offset = earliest
        while offset < latest {
            let page = try log.read(
                from: offset, bytesMax: 100_000, wholeFirstBatch: true, bound: .logEnd)
            guard let region = page.region else { break }
            let read = try region.file.read(position: region.position, count: region.count)
            for batch in try RecordSet.batches(in: read) {
                writer.write(batch.bytes)
                offset = batch.lastOffset + 1
            }
        }
        bytes = writer.finish()
        offset = earliest
        while offset < lastStable {
            let page = try log.read(
                from: offset, bytesMax: 50_000_000, wholeFirstBatch: true, bound: .lastStable)
            aborted.formUnion(page.abortedTransactions)
            guard let region = page.region else { break }
            let read = try region.file.read(position: region.position, count: region.count)
            offset = try RecordSet.batches(in: read).last.map { $0.lastOffset + 1 } ?? .max
        }
        for timestamp in try Self.timestamps(in: bytes) {
            let found = try log.firstOffset(at: timestamp, bound: .highWatermark)
            byTimestamp[timestamp] = [found?.offset ?? -1, found?.timestamp ?? -1]
        }
    }

    init(
        earliest: Int64, latest: Int64, lastStable: Int64, maxTimestampOffset: Int64,
        bytes: ByteSlice, aborted: Set<AbortedTransaction>, producers: [ProducerDescription]
    ) {
        self.earliest = earliest
        self.latest = latest
        self.lastStable = lastStable
        self.maxTimestampOffset = maxTimestampOffset
        self.bytes = bytes
        self.aborted = aborted
        self.producers = producers
    }

    /// Where two accounts of the same files differ; empty when they agree.
    func differences(from other: PartitionAccount) -> [String] {
        var found: [String] = []
        func compare<Value: Equatable>(_ what: String, _ ours: Value, _ theirs: Value) {
            if ours != theirs { found.append("\(what): \(ours), and \(theirs)") }
        }
        compare("earliest", earliest, other.earliest)
        compare("latest", latest, other.latest)
        compare("last stable", lastStable, other.lastStable)
        compare("max timestamp", maxTimestampOffset, other.maxTimestampOffset)
        compare("producers", producers, other.producers)
        for (timestamp, offset) in byTimestamp {
            compare("at \(timestamp)", offset, other.byTimestamp[timestamp] ?? [])
        }
        // Telling of more aborted transactions than the bytes hold is allowed.
        let inside = { (set: Set<AbortedTransaction>) in
            set.filter { $0.firstOffset >= earliest }
        }
        compare("aborted", inside(aborted), inside(other.aborted))
        if bytes != other.bytes {
            found.append("\(bytes.count) bytes differ from \(other.bytes.count)")
        }
        return found
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// What must hold of any log that an engine opened, whatever its files were.
enum LogRules {
    /// Uses the log as a broker does; says which rule it breaks, nil when none.
    static func broken(by log: any PartitionLog, _ config: LogConfig) -> String? {
        if let broken = order(log) { return broken }
        log.advanceHighWatermark(to: log.logEndOffset)
        if let broken = reading(log) { return broken }
        if let broken = looking(log) { return broken }
        if let broken = appending(log) { return broken }
        return order(log)
    }

    private static func order(_ log: any PartitionLog) -> String? {
        let offsets = [
            0, log.logStartOffset, log.lastStableOffset, log.highWatermark, log.logEndOffset,
        ]
        let rises = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        // Nothing can be appended at the last offset there is.
        return rises && log.logEndOffset < .max ? nil : "offsets out of order: \(offsets)"
    }

    /// Pages through everything; batches rise and pages end.
    private static func reading(_ log: any PartitionLog) -> String? {
        for bound in [ReadBound.logEnd, .lastStable] {
            var offset = log.logStartOffset
            while offset < log.logEndOffset {
                do {
                    let page = try log.read(
                        from: offset, bytesMax: 700, wholeFirstBatch: true, bound: bound)
                    guard let region = page.region else { break }
                    let bytes = try region.file.read(
                        position: region.position, count: region.count)
                    var set = RecordSet(bytes)
                    guard let first = try set.next() else {
                        return "reading \(offset) gives no whole batch"
                    }
                    guard first.lastOffset >= offset else {
                        return "reading \(offset) gives \(first.lastOffset)"
                    }
                    var last = first.lastOffset
                    // What a clean stop left is believed: batches behind the first may lie.
                    while let batch = try set.next() { last = max(last, batch.lastOffset) }
                    guard last < log.logEndOffset else { break }
                    offset = last + 1
                } catch {
                    // Bytes that went bad behind the recovery point are found by who reads them.
                    break
                }
            }
        }
        return nil
    }

    /// The last offsets of all batches, from the log's start on, as far as they can be read.
    static func batches(of log: any PartitionLog) -> [Int64] {
        var offset = log.logStartOffset
        var found: [Int64] = []
        while offset < log.logEndOffset {
            guard
                let region = try? log.read(
                    from: offset, bytesMax: 1, wholeFirstBatch: true, bound: .logEnd
                ).region,
                let bytes = try? region.file.read(
                    position: region.position, count: region.count),
                case .batch(let batch)? = try? StoredBatch(bytes), batch.lastOffset >= offset
            else { break }
            offset = batch.lastOffset + 1
            found.append(batch.lastOffset)
        }
        return found
    }

    private static func looking(_ log: any PartitionLog) -> String? {
        for timestamp in [Int64.min, -1, 0, 1_700_000_000_003, .max] {
            guard let found = try? log.firstOffset(at: timestamp, bound: .logEnd) else { continue }
            guard (log.logStartOffset..<log.logEndOffset).contains(found.offset),
                found.timestamp >= timestamp
            else { return "looking for \(timestamp) gives \(found)" }
        }
        _ = try? log.offsetOfMaxTimestamp()
        for epoch in [Int32.min, -1, 0, 1, 5, .max] { _ = log.endOffset(ofEpoch: epoch) }
        _ = log.leaderEpoch(of: log.logStartOffset)
        _ = log.activeProducers
        return log.sizeInBytes >= 0 ? nil : "\(log.sizeInBytes) bytes"
    }

    private static func appending(_ log: any PartitionLog) -> String? {
        let end = log.logEndOffset
        for producer in [nil, 70 as Int64] {
            var sequence = BatchSequence(log)
            do {
                let result = try sequence.append(records: 2, producer: producer, epoch: 20)
                guard result.isDuplicate || result.firstOffset >= end else {
                    return "\(result.firstOffset) given out again, the end was \(end)"
                }
            } catch {
                guard log.logEndOffset >= end else { return "the end fell: \(error)" }
            }
        }
        return nil
    }
}

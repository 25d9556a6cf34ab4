// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Records

extension ReferencePartitionLog {
    package func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        try checkReadable()
        let end = offsetOfBound(bound)
        do {
            // As in Kafka only the first segment that reaches the timestamp is looked at.
            let reaching = segments.first {
                $0.maxTimestamp >= timestamp && nextBase(after: $0) > logStartOffset
            }
            guard let segment = reaching,
                let found = try firstRecord(in: segment, at: timestamp), found.offset < end
            else { return nil }
            return found
        } catch {
            throw .storage(error)
        }
    }

    package func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset? {
        try checkReadable()
        var latest: Segment?
        for segment in segments where segment.maxTimestamp > latest?.maxTimestamp ?? -1 {
            latest = segment
        }
        guard let segment = latest else { return nil }
        do {
            // The stored offset is the last of the batch: which of its records it is, is inside.
            let head = try segment.firstBatch(
                reaching: segment.offsetOfMaxTimestamp, using: context.scanner)
            guard let head else { return nil }
            return try record(in: segment, head) { $0 == head.maxTimestamp }
        } catch {
            throw .storage(error)
        }
    }

    private func firstRecord(
        in segment: Segment, at timestamp: Int64
    ) throws(StorageError) -> TimestampedOffset? {
        let from = max(try segment.timeIndex.lookup(timestamp), logStartOffset)
        var found: TimestampedOffset?
        try segment.forEachBatch(
            from: try segment.start(for: from, using: context.scanner), using: context.scanner
        ) { (head) throws(StorageError) in
            guard head.maxTimestamp >= timestamp, head.lastOffset >= logStartOffset else {
                return true
            }
            found = try record(in: segment, head) { $0 >= timestamp }
            return found == nil
        }
        return found
    }

    /// The first record of a batch whose time `matches`, at or after the log's start.
    private func record(
        in segment: Segment, _ head: BatchHead, where matches: (Int64) -> Bool
    ) throws(StorageError) -> TimestampedOffset? {
        let stored = try segment.batch(head)
        var found: TimestampedOffset?
        do throws(RecordError) {
            switch stored {
            case .batch(let batch):
                let block = try batch.block(
                    using: context.codecs, limit: config.decompressedBytesMax)
                try block.forEach { record in
                    let offset = block.offset(of: record)
                    let timestamp = block.timestamp(of: record)
                    guard matches(timestamp), offset >= logStartOffset else { return true }
                    found = TimestampedOffset(
                        offset: offset, timestamp: timestamp, leaderEpoch: head.leaderEpoch)
                    return false
                }
            case .legacy(let message):
                let records = try message.records(
                    using: context.codecs, limit: config.decompressedBytesMax)
                for record in records {
                    guard let offset = record.offset, offset >= logStartOffset,
                        matches(record.timestamp)
                    else { continue }
                    return TimestampedOffset(
                        offset: offset, timestamp: record.timestamp, leaderEpoch: -1)
                }
            }
        } catch {
            throw StorageError(
                .corrupt, operation: "read", path: segment.file.path, position: head.position,
                found: "\(error)")
        }
        return found
    }
}

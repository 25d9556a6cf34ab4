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
            for segment in segments[segmentIndex(holding: logStartOffset)...] {
                guard try segment.newestTimestamp().timestamp >= timestamp else { continue }
                let found = try firstRecord(in: segment, at: timestamp)
                return found.flatMap { $0.offset < end ? $0 : nil }
            }
            return nil
        } catch {
            throw .storage(error)
        }
    }

    package func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset? {
        try checkReadable()
        do {
            var latest: (segment: Segment, newest: NewestTimestamp)?
            for segment in segments {
                let newest = try segment.newestTimestamp()
                if newest.timestamp > latest?.newest.timestamp ?? -1 { latest = (segment, newest) }
            }
            // The stored offset is the last of the batch: which of its records it is, is inside.
            guard let (segment, newest) = latest,
                let head = try segment.firstBatch(
                    reaching: newest.offset, using: context.scanner)
            else { return nil }
            return try record(in: segment, head) { $0 == head.maxTimestamp }
        } catch {
            throw .storage(error)
        }
    }

    private func firstRecord(
        in segment: Segment, at timestamp: Int64
    ) throws(StorageError) -> TimestampedOffset? {
        let from = max(
            try segment.timeIndex.lookup(timestamp)?.offset ?? segment.baseOffset,
            logStartOffset)
        var found: TimestampedOffset?
        try segment.forEachBatch(
            from: try segment.startPosition(for: from, using: context.scanner),
            using: context.scanner
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
                .corrupt, operation: "read", path: segment.path, position: head.position,
                found: "\(error)")
        }
        return found
    }
}

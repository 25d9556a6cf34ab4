// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Walks two replicas of one partition side by side and says where they differ first.
///
/// A follower writes the bytes of its leader, so batches are compared as bytes; where one replica
/// was compacted and the other not, record by record.
struct ReplicaComparison {
    private let left: PartitionFolder
    private let right: PartitionFolder
    private let options: VerifyOptions
    private let codecs: RecordCodecs
    private let log: FindingLog

    init(
        _ left: PartitionFolder, _ right: PartitionFolder, options: VerifyOptions,
        codecs: RecordCodecs, log: FindingLog
    ) {
        self.left = left
        self.right = right
        self.options = options
        self.codecs = codecs
        self.log = log
    }

    func run() throws(StorageError) {
        let start = max(ReplicaCursor.start(of: left), ReplicaCursor.start(of: right))
        let one = try ReplicaCursor(left, from: start)
        let other = try ReplicaCursor(right, from: start)
        var lastOffset = start &- 1
        while let first = one.batch, let second = other.batch {
            lastOffset = min(first.frame.lastOffset, second.frame.lastOffset)
            if first.bytes == second.bytes && first.frame.sizeInBytes == second.frame.sizeInBytes {
                try one.advance()
                try other.advance()
                continue
            }
            if let difference = difference(first, second) {
                add(difference, one, other, first)
                return
            }
            if first.frame.lastOffset <= second.frame.lastOffset { try one.advance() }
            if second.frame.lastOffset <= first.frame.lastOffset { try other.advance() }
        }
        // One of the two may be behind, or cleaned further.
        if let rest = one.batch ?? other.batch, rest.frame.baseOffset > lastOffset {
            let behind = one.batch == nil ? left : right
            log.add(
                Finding(
                    "R2", .note, path: behind.path, offset: lastOffset &+ 1,
                    reason: "ends at \(lastOffset &+ 1), the other replica goes on"))
        }
    }

    /// The first offset at which the two say different things; nil when they do not.
    private func difference(_ first: SegmentBatch, _ second: SegmentBatch) -> Int64? {
        let from = max(first.frame.baseOffset, second.frame.baseOffset)
        let to = min(first.frame.lastOffset, second.frame.lastOffset)
        guard from <= to else { return nil }
        if first.frame.leaderEpoch != second.frame.leaderEpoch { return from }
        guard first.isWhole, second.isWhole else { return from }
        do throws(RecordError) {
            if let differing = try firstDifference(first, second, from...to) { return differing }
        } catch {
            return from
        }
        if first.frame.baseOffset == second.frame.baseOffset
            && !isCompacted(first) && !isCompacted(second)
        {
            // The same records in other bytes: compressed anew, or headers that differ.
            return from
        }
        return nil
    }

    /// The first offset at which both have a record and not the same.
    private func firstDifference(
        _ first: SegmentBatch, _ second: SegmentBatch, _ offsets: ClosedRange<Int64>
    ) throws(RecordError) -> Int64? {
        var left = try records(first, offsets)
        var right = try records(second, offsets)
        var one = try left.next()
        var other = try right.next()
        while let (offset, record) = one, let (otherOffset, match) = other {
            if offset == otherOffset && record != match { return offset }
            if offset <= otherOffset { one = try left.next() }
            if otherOffset <= offset { other = try right.next() }
        }
        return nil
    }

    private func records(
        _ batch: SegmentBatch, _ offsets: ClosedRange<Int64>
    ) throws(RecordError) -> ReplicaRecords {
        try ReplicaRecords(
            try batch.stored(), offsets: offsets, codecs: codecs, limit: options.unpackBytesMax)
    }

    private func isCompacted(_ batch: SegmentBatch) -> Bool {
        guard let header = batch.header else { return false }
        return header.attributes.hasDeleteHorizon
            || Int64(header.recordCount) != Int64(header.lastOffsetDelta) + 1
    }

    private func add(
        _ offset: Int64, _ one: ReplicaCursor, _ other: ReplicaCursor, _ batch: SegmentBatch
    ) {
        let committed = [left.marks.highWatermark, right.marks.highWatermark].compactMap { $0 }
            .min()
        // What was not committed yet is cut off the follower when the two meet again.
        let isCommitted = committed.map { offset < $0 } ?? true
        let place = other.batch.map { " (\(other.path) at \($0.frame.position))" } ?? ""
        log.add(
            Finding(
                "R2", isCommitted ? .violation : .tail, path: one.path,
                position: batch.frame.position, offset: offset,
                reason: "the replicas differ from offset \(offset) on\(place)"
                    + (isCommitted ? "" : ", above the high watermark")))
    }
}

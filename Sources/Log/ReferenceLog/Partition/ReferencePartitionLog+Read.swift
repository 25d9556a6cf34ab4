// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Records

extension ReferencePartitionLog {
    package func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        try checkReadable()
        guard offset >= logStartOffset && offset <= logEndOffset else {
            throw .offsetOutOfRange(
                logStartOffset: logStartOffset, logEndOffset: logEndOffset)
        }
        let end = offsetOfBound(bound)
        var result = ReadResult(
            region: nil, highWatermark: highWatermark, lastStableOffset: lastStableOffset,
            logStartOffset: logStartOffset)
        guard offset < end else { return result }
        var firstOffset: Int64?
        do {
            let found = try firstBatch(reaching: offset)
            if context.options.checksReads, found.map({ $0.head.baseOffset > offset }) ?? true {
                try checkPassedOver(to: offset, upTo: found)
            }
            guard let (segment, head) = found, head.baseOffset < end else { return result }
            firstOffset = head.baseOffset
            let limit = try endPosition(of: segment, below: end)
            let available = Int(limit - head.position)
            var count = min(max(0, bytesMax), available)
            if count < head.sizeInBytes {
                count = wholeFirstBatch && available >= head.sizeInBytes ? head.sizeInBytes : 0
            }
            if context.options.checksReads && count > 0 {
                count = try soundBytes(of: segment, from: head, count: count)
            }
            guard count > 0 else { return result }
            result.region = FileRegion(
                file: try segment.file(), position: head.position, count: count)
            if case .lastStable = bound {
                result.abortedTransactions = try aborted(
                    from: offset, in: segment,
                    below: try upperBound(of: segment, behind: head.position + Int64(count), end))
            }
        } catch {
            if error.code == .corrupt {
                context.tell(corruption: error, of: partition, offset: firstOffset)
            }
            throw .storage(error)
        }
        return result
    }

    /// How many of `count` bytes, from the batch of `head` on, precede the first that is corrupt; a
    /// corrupt first one is an error that says where it stands.
    private func soundBytes(
        of segment: Segment, from head: BatchHead, count: Int
    ) throws(StorageError) -> Int {
        let end = head.position + Int64(count)
        var position = head.position
        while position < end {
            var offset: Int64?
            do throws(StorageError) {
                guard let next = try segment.head(at: position, using: context.scanner) else {
                    throw segment.corrupt(at: position, "no batch that fits into the segment")
                }
                // A batch that was cut cannot be checked, nor will a reader use it.
                guard next.end <= end else { return count }
                offset = next.baseOffset
                try segment.checkCRC(of: next)
                position = next.end
            } catch {
                // One that is read first is told by who reads.
                guard error.code == .corrupt, position > head.position else { throw error }
                context.tell(corruption: error, of: partition, offset: offset)
                return Int(position - head.position)
            }
        }
        return count
    }

    /// Refuses when the directory went offline: its files may not hold what they seem to.
    func checkReadable() throws(ReadRefusal) {
        do {
            try checkUsable()
        } catch {
            throw .storage(error)
        }
    }

    /// Fails when the directory went offline, or the log was deleted.
    func checkUsable() throws(StorageError) {
        try context.checkOnline()
        if isDeleted {
            throw StorageError(
                .missing, operation: "open", path: directory, found: "the log was deleted")
        }
    }

    func offsetOfBound(_ bound: ReadBound) -> Int64 {
        switch bound {
        case .logEnd: logEndOffset
        case .highWatermark: highWatermark
        case .lastStable: lastStableOffset
        }
    }

    /// The batch that holds `offset`, or the first behind it where compaction left a gap.
    private func firstBatch(
        reaching offset: Int64
    ) throws(StorageError) -> (segment: Segment, head: BatchHead)? {
        var index = segmentIndex(holding: offset)
        while index < segments.count {
            let segment = segments[index]
            if let head = try segment.firstBatch(reaching: offset, using: context.scanner) {
                return (segment, head)
            }
            index += 1
        }
        return nil
    }

    /// Fails when a batch that is passed over on the way to `offset` is corrupt: a bit of its last
    /// offset would hide the records that it holds.
    private func checkPassedOver(
        to offset: Int64, upTo found: (segment: Segment, head: BatchHead)?
    ) throws(StorageError) {
        for segment in segments[segmentIndex(holding: offset)...] {
            let isLast = segment === found?.segment
            let end = isLast ? found?.head.position ?? segment.size : segment.size
            var position = try segment.startPosition(for: offset, using: context.scanner)
            while position < end {
                guard let head = try segment.head(at: position, using: context.scanner) else {
                    throw segment.corrupt(at: position, "no batch that fits into the segment")
                }
                try segment.checkCRC(of: head)
                position = head.end
            }
            if isLast { break }
        }
        if let head = found?.head, head.baseOffset >= logEndOffset {
            throw StorageError(
                .corrupt, operation: "read", path: directory, position: head.position,
                found: "a batch of \(head.baseOffset) in a log that ends at \(logEndOffset)")
        }
    }

    /// Where bytes of offsets at or above `end` begin in `segment`.
    private func endPosition(of segment: Segment, below end: Int64) throws(StorageError) -> Int64 {
        if end >= logEndOffset || end >= nextBase(after: segment) { return segment.size }
        return try segment.firstBatch(reaching: end, using: context.scanner)?.position
            ?? segment.size
    }

    /// An offset that no batch before `position` of a segment reaches, near to it where the index
    /// says one, and at most `end` (Kafka's `fetchUpperBoundOffset`).
    private func upperBound(
        of segment: Segment, behind position: Int64, _ end: Int64
    ) throws(StorageError) -> Int64 {
        var bound = nextBase(after: segment)
        // An entry that lies would hide what was aborted.
        if let entry = try segment.offsetIndex.first(from: position),
            try segment.isBatch(
                at: entry.position, lastOffset: entry.offset, using: context.scanner)
        {
            bound = entry.offset
        }
        return min(bound, end)
    }

    /// Aborted transactions with data between `offset` and `end`: more than the bytes hold is
    /// harmless, fewer would show a reader what it must not see.
    private func aborted(
        from offset: Int64, in first: Segment, below end: Int64
    ) throws(StorageError) -> [AbortedTransaction] {
        var found: [AbortedTransaction] = []
        for segment in segments[segmentIndex(holding: first.baseOffset)...] {
            for range in try segment.transactionIndex.entries(from: offset) {
                if range.firstOffset < end {
                    found.append(
                        AbortedTransaction(
                            producerId: range.producerId, firstOffset: range.firstOffset))
                }
                if range.lastStableOffset >= end { return found }
            }
        }
        return found
    }
}

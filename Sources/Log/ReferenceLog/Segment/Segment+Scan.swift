// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

extension Segment {
    /// The first batch whose last offset is not below `offset`; nil when there is none.
    func firstBatch(
        reaching offset: Int64, using scanner: BatchScanner
    ) throws(StorageError) -> BatchHead? {
        if let head = try indexedBatch(holding: offset, using: scanner) { return head }
        var position = try startPosition(for: offset, using: scanner)
        let file = try file()
        while let head = try scanner.head(at: position, in: file, end: size) {
            if head.lastOffset >= offset { return head }
            position = head.end
        }
        return nil
    }

    /// The batch of the first index entry above `offset`, when it holds that: the one place that
    /// need be read where every batch has its entry.
    ///
    /// nil says nothing.
    private func indexedBatch(
        holding offset: Int64, using scanner: BatchScanner
    ) throws(StorageError) -> BatchHead? {
        do {
            let (last, next) = try offsetIndex.places(around: offset)
            // Batches that are near each other are read together, from the entry below.
            guard let next, last?.offset != offset,
                next.position - (last?.position ?? 0) > Int64(BatchScanner.windowBytes),
                let head = try scanner.head(at: next.position, in: file(), end: size)
            else { return nil }
            let isMeant =
                head.magic == 2 && head.baseOffset <= offset && offset <= head.lastOffset
                && head.lastOffset <= next.offset
            return isMeant ? head : nil
        } catch {
            // An index that is missing or lies is found out on the way that walks.
            guard error.code == .missing || error.code == .corrupt else { throw error }
            return nil
        }
    }

    /// Where to begin looking for `offset`, as the index says and the batch there bears out.
    ///
    /// An index that is missing or lies is made anew.
    func startPosition(
        for offset: Int64, using scanner: BatchScanner
    ) throws(StorageError) -> Int64 {
        do {
            let (last, next) = try offsetIndex.places(around: offset)
            guard let entry = last else { return 0 }
            let isSound = try isBatch(
                at: entry.position, lastOffset: entry.offset, using: scanner,
                walkingTo: next?.position)
            if isSound { return entry.position }
        } catch {
            guard error.code == .missing || error.code == .corrupt else { throw error }
        }
        try repairIndexes(because: "an entry of the offset index fits no batch", using: scanner)
        return try offsetIndex.lookup(offset)?.position ?? 0
    }

    /// Whether a batch stands at `position` that an entry for `lastOffset` may mean: Kafka before
    /// 4.0 names the last offset of all that one append wrote.
    func isBatch(
        at position: Int64, lastOffset: Int64, using scanner: BatchScanner,
        walkingTo next: Int64? = nil
    ) throws(StorageError) -> Bool {
        do {
            let found = try scanner.head(
                at: position, in: file(), end: size, walkingTo: next)
            guard let head = found else { return false }
            guard head.lastOffset <= lastOffset, head.baseOffset >= baseOffset,
                head.lastOffset >= head.baseOffset
            else { return false }
            // A legacy head has so few fields that bytes within a batch may pass for one: what
            // stands behind it must go on where it ends.
            guard head.magic < 2, head.end < size else { return true }
            guard let next = try scanner.head(at: head.end, in: file(), end: size) else {
                return false
            }
            return next.lastOffset > head.lastOffset
        } catch {
            if error.code == .corrupt { return false }
            throw error
        }
    }

    /// Makes the offset and the time index anew from the heads of the batches.
    func repairIndexes(
        because reason: String, using scanner: BatchScanner
    ) throws(StorageError) {
        pool.note(FilePool.Repair(path: offsetIndex.path, position: 0, reason: reason))
        let end = size
        try resetIndexes(transactionsToo: false, isLasting: true)
        let interval = indexIntervalBytes
        try forEachBatch(using: scanner) { (head) throws(StorageError) in
            try noteBatch(
                at: head.position, bytes: head.sizeInBytes, lastOffset: head.lastOffset,
                maxTimestamp: head.maxTimestamp, indexIntervalBytes: interval)
            // What is walked must not end at what was accounted for so far.
            size = end
            return true
        }
        try addFinalTimeEntry()
        try finishIndexes()
    }

    /// Calls `body` for each batch from `position` on until it returns false.
    func forEachBatch(
        from position: Int64 = 0, using scanner: BatchScanner,
        _ body: (BatchHead) throws(StorageError) -> Bool
    ) throws(StorageError) {
        var position = position
        let file = try file()
        while let head = try scanner.head(at: position, in: file, end: size) {
            guard try body(head) else { return }
            position = head.end
        }
    }

    /// The head of the batch at `position`; nil when no whole batch stands there.
    func head(
        at position: Int64, using scanner: BatchScanner
    ) throws(StorageError) -> BatchHead? {
        try scanner.head(at: position, in: file(), end: size)
    }

    /// Fails unless the stored checksum of a batch is that of its bytes.
    func checkCRC(of head: BatchHead) throws(StorageError) {
        let batch = try batch(head)
        do {
            try batch.checkCRC()
        } catch {
            throw corrupt(at: head.position, "\(error.reason)")
        }
    }

    func corrupt(at position: Int64, _ found: String) -> StorageError {
        StorageError(.corrupt, operation: "read", path: path, position: position, found: found)
    }

    /// The whole batch of `head`.
    func batch(_ head: BatchHead) throws(StorageError) -> StoredBatch {
        let bytes = try file().read(position: head.position, count: head.sizeInBytes)
        do {
            return try StoredBatch(bytes)
        } catch {
            throw corrupt(at: head.position, "\(error)")
        }
    }
}

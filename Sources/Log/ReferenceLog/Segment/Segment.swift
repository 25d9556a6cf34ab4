// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// One `.log` file with its indexes: the batches from `baseOffset` to the next segment's.
final class Segment {
    let baseOffset: Int64
    let file: any DiskFile
    let offsetIndex: OffsetIndex
    let timeIndex: TimeIndex
    let transactionIndex: TransactionIndex
    /// When this process made or found it: what `segment.ms` counts from without timestamps.
    let createdMillis: Int64

    /// Bytes of whole batches: where the next is written.
    var size: Int64
    /// Greatest timestamp of any batch and the last offset of the first batch that has it.
    var maxTimestamp: Int64 = -1
    var offsetOfMaxTimestamp: Int64 = -1
    /// Greatest timestamp of the first batch, nil until it is known.
    var firstBatchTimestamp: Int64?
    /// Bytes written since the last index entry.
    var bytesSinceIndexEntry = 0

    init(
        baseOffset: Int64, file: any DiskFile, offsetIndex: OffsetIndex, timeIndex: TimeIndex,
        transactionIndex: TransactionIndex, size: Int64, createdMillis: Int64
    ) {
        self.baseOffset = baseOffset
        self.file = file
        self.offsetIndex = offsetIndex
        self.timeIndex = timeIndex
        self.transactionIndex = transactionIndex
        self.size = size
        self.createdMillis = createdMillis
    }

    /// Makes the files of an empty segment, their names followed by `suffix`.
    static func create(
        at baseOffset: Int64, in directory: String, disk: any Disk, now: Int64,
        suffix: String = ""
    ) throws(StorageError) -> Segment {
        let stem = "\(directory)/\(LogNames.padded(baseOffset))"
        return Segment(
            baseOffset: baseOffset, file: try disk.open(stem + ".log" + suffix, .truncate),
            offsetIndex: try OffsetIndex(
                creating: stem + ".index" + suffix, baseOffset: baseOffset, disk: disk),
            timeIndex: try TimeIndex(
                creating: stem + ".timeindex" + suffix, baseOffset: baseOffset, disk: disk),
            transactionIndex: TransactionIndex(path: stem + ".txnindex" + suffix, disk: disk),
            size: 0, createdMillis: now)
    }

    /// The segment whose `.log` file is there; what it holds is not looked at yet.
    static func find(
        at baseOffset: Int64, in directory: String, disk: any Disk, now: Int64
    ) throws(StorageError) -> Segment {
        let stem = "\(directory)/\(LogNames.padded(baseOffset))"
        let file = try disk.open(stem + ".log", .existing)
        return Segment(
            baseOffset: baseOffset, file: file,
            offsetIndex: OffsetIndex(
                found: stem + ".index", baseOffset: baseOffset, disk: disk),
            timeIndex: TimeIndex(
                found: stem + ".timeindex", baseOffset: baseOffset, disk: disk),
            transactionIndex: TransactionIndex(path: stem + ".txnindex", disk: disk),
            size: try file.size(), createdMillis: now)
    }

    /// Every file the segment may have, the one with the data last.
    var paths: [String] { indexPaths + [file.path] }

    var indexPaths: [String] { [offsetIndex.path, timeIndex.path, transactionIndex.path] }

    /// Writes one batch, `header` and `payload` as they shall stand in the file, in one call.
    ///
    /// When the write fails the file is cut back to where it was; the error is rethrown.
    func append(
        header: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, lastOffset: Int64,
        maxTimestamp: Int64, indexIntervalBytes: Int
    ) throws(StorageError) {
        let before = (size, maxTimestamp, offsetOfMaxTimestamp, firstBatchTimestamp)
        do throws(StorageError) {
            try file.write(header, payload, at: before.0)
            try noteBatch(
                at: before.0, bytes: header.count + payload.count, lastOffset: lastOffset,
                maxTimestamp: maxTimestamp, indexIntervalBytes: indexIntervalBytes)
        } catch {
            (size, self.maxTimestamp, offsetOfMaxTimestamp, firstBatchTimestamp) = before
            // Room for these is not asked of the disk; should they fail as well, recovery cuts.
            try? file.truncate(to: size)
            try? offsetIndex.truncate(to: size)
            throw error
        }
    }

    /// Accounts for a batch that stands at `position`: size, greatest timestamp, sparse indexes.
    func noteBatch(
        at position: Int64, bytes: Int, lastOffset: Int64, maxTimestamp batchTimestamp: Int64,
        indexIntervalBytes: Int
    ) throws(StorageError) {
        if firstBatchTimestamp == nil { firstBatchTimestamp = batchTimestamp }
        if batchTimestamp > maxTimestamp {
            maxTimestamp = batchTimestamp
            offsetOfMaxTimestamp = lastOffset
        }
        if bytesSinceIndexEntry > indexIntervalBytes && offsetIndex.canHold(lastOffset) {
            try offsetIndex.append(lastOffset: lastOffset, position: position)
            try timeIndex.appendIfGreater(timestamp: maxTimestamp, offset: offsetOfMaxTimestamp)
            bytesSinceIndexEntry = 0
        }
        bytesSinceIndexEntry += bytes
        size = position + Int64(bytes)
    }

    /// Cuts off every batch that reaches `offset`; returns where what remains ends, nil when nothing
    /// does.
    func truncate(
        to offset: Int64, using scanner: BatchScanner
    ) throws(StorageError) -> Int64? {
        let position = try firstBatch(reaching: offset, using: scanner)?.position ?? size
        try offsetIndex.truncate(to: position)
        try timeIndex.truncate(to: offset)
        try transactionIndex.truncate(to: offset)
        try file.truncate(to: position)
        try file.sync()
        scanner.invalidate()
        size = position
        bytesSinceIndexEntry = 0
        let newest = try timeIndex.last()
        maxTimestamp = newest?.timestamp ?? -1
        offsetOfMaxTimestamp = newest?.offset ?? -1
        if size == 0 { firstBatchTimestamp = nil }
        var end: Int64?
        // Batches behind the last index entry may be newer than the last time entry.
        let walked = try start(for: .max, using: scanner)
        try forEachBatch(from: walked, using: scanner) { head in
            if head.maxTimestamp > maxTimestamp {
                maxTimestamp = head.maxTimestamp
                offsetOfMaxTimestamp = head.lastOffset
            }
            end = head.lastOffset &+ 1
            return true
        }
        return end
    }

    /// The segment takes no more: the final time entry is written, index files are let go.
    func seal() throws(StorageError) {
        try addFinalTimeEntry()
        try offsetIndex.close()
        try timeIndex.close()
    }

    /// Writes the index entries that are in memory only.
    func writeIndexes() throws(StorageError) {
        try offsetIndex.write()
        try timeIndex.write()
    }

    /// Records the greatest timestamp, for which a slot is always kept.
    func addFinalTimeEntry() throws(StorageError) {
        guard maxTimestamp >= 0 else { return }
        try timeIndex.appendIfGreater(timestamp: maxTimestamp, offset: offsetOfMaxTimestamp)
    }

    /// Makes data and indexes durable.
    func sync() throws(StorageError) {
        try file.sync()
        try offsetIndex.sync()
        try timeIndex.sync()
    }

    /// The first batch whose last offset is not below `offset`; nil when there is none.
    func firstBatch(
        reaching offset: Int64, using scanner: BatchScanner
    ) throws(StorageError) -> BatchHead? {
        var position = try start(for: offset, using: scanner)
        while let head = try scanner.head(at: position, in: file, end: size) {
            if head.lastOffset >= offset { return head }
            position = head.end
        }
        return nil
    }

    /// Where to begin looking for `offset`: where the index says, unless no batch that stands there
    /// can be the one it means; then at the segment's first.
    func start(for offset: Int64, using scanner: BatchScanner) throws(StorageError) -> Int64 {
        guard let entry = try offsetIndex.lookup(offset) else { return 0 }
        do {
            let head = try scanner.head(at: entry.position, in: file, end: size)
            // Kafka 3 has one entry for several batches: the last one's offset, the first's place.
            if let head, head.baseOffset >= baseOffset, head.lastOffset <= entry.offset {
                return entry.position
            }
        } catch {
            guard error.code == .corrupt else { throw error }
        }
        return 0
    }

    /// Calls `body` for each batch from `position` on until it returns false.
    func forEachBatch(
        from position: Int64 = 0, using scanner: BatchScanner,
        _ body: (BatchHead) throws(StorageError) -> Bool
    ) throws(StorageError) {
        var position = position
        while let head = try scanner.head(at: position, in: file, end: size) {
            guard try body(head) else { return }
            position = head.end
        }
    }

    /// The whole batch of `head`.
    func batch(_ head: BatchHead) throws(StorageError) -> StoredBatch {
        let bytes = try file.read(position: head.position, count: head.sizeInBytes)
        do {
            return try StoredBatch(bytes)
        } catch {
            throw StorageError(
                .corrupt, operation: "read", path: file.path, position: head.position,
                found: "\(error)")
        }
    }
}

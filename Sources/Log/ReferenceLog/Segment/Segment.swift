// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// One `.log` file with its indexes: the batches from `baseOffset` to the next segment's.
///
/// Nothing is opened or read before it is needed, and what is open may be closed again at any
/// time: a log may have many thousands of segments.
final class Segment {
    let baseOffset: Int64
    let offsetIndex: OffsetIndex
    let timeIndex: TimeIndex
    let transactionIndex: TransactionIndex
    /// When this process made or found it: what `segment.ms` counts from without timestamps.
    let createdMillis: Int64
    /// What chance takes away from `segment.ms` for this segment; nil until it was asked.
    var jitterMillis: Int64?
    /// How far apart the entries of an index stand that has to be made anew.
    var indexIntervalBytes: Int

    /// Bytes of whole batches: where the next is written.
    var size: Int64
    let pool: FilePool
    private let log: LazyFile
    /// nil until it is known.
    private var newest: NewestTimestamp?
    /// Greatest timestamp of the first batch, nil until it is known.
    private(set) var firstTimestamp: Int64?
    /// Up to where the disk has set room aside.
    private var reservedEnd: Int64 = 0
    /// Smaller segments, of which there may be thousands, take no room they do not need.
    private static let reservedFrom: Int64 = 4 << 20
    private static let reservedBytesMax: Int64 = 64 << 20
    /// Whether what sealing wrote may not be on the disk, though all records are.
    var hasUnsyncedEnd = false
    /// Bytes written since the last index entry.
    private var bytesSinceIndexEntry = 0

    private init(
        baseOffset: Int64, log: LazyFile, offsetIndex: OffsetIndex, timeIndex: TimeIndex,
        transactionIndex: TransactionIndex, size: Int64, createdMillis: Int64,
        indexIntervalBytes: Int,
        pool: FilePool
    ) {
        self.baseOffset = baseOffset
        self.log = log
        self.offsetIndex = offsetIndex
        self.timeIndex = timeIndex
        self.transactionIndex = transactionIndex
        self.size = size
        self.createdMillis = createdMillis
        self.indexIntervalBytes = indexIntervalBytes
        self.pool = pool
    }

    /// Makes the files of an empty segment, their names followed by `suffix`, the data's
    /// `preallocated` bytes long; on failure none is left.
    ///
    /// Indexes are not sized beforehand as Kafka's are, which maps them: these are written, and a
    /// killed process leaves them without holes.
    static func create(
        at baseOffset: Int64, in directory: String, pool: FilePool, now: Int64,
        indexIntervalBytes: Int, preallocated: Int64 = 0, suffix: String = ""
    ) throws(StorageError) -> Segment {
        let stem = "\(directory)/\(LogNames.padded(baseOffset))"
        do throws(StorageError) {
            let log = LazyFile(stem + ".log" + suffix, in: pool)
            try log.create()
            if preallocated > 0 { try log.truncate(to: preallocated) }
            let segment = Segment(
                baseOffset: baseOffset, log: log,
                offsetIndex: try OffsetIndex(
                    creating: stem + ".index" + suffix, baseOffset: baseOffset, pool: pool),
                timeIndex: try TimeIndex(
                    creating: stem + ".timeindex" + suffix, baseOffset: baseOffset, pool: pool),
                transactionIndex: TransactionIndex(
                    path: stem + ".txnindex" + suffix, isThere: nil, pool: pool),
                size: 0, createdMillis: now, indexIntervalBytes: indexIntervalBytes, pool: pool)
            // What an earlier life of these offsets left would be taken for theirs.
            try segment.transactionIndex.reset()
            segment.newest = NewestTimestamp.none
            return segment
        } catch {
            for kind in [".log", ".index", ".timeindex"] {
                try? pool.disk.unlink(stem + kind + suffix)
            }
            throw error
        }
    }

    /// The segment whose `.log` file is there, of `size` bytes; what it holds is not looked at.
    static func find(
        at baseOffset: Int64, in directory: String, pool: FilePool, size: Int64, now: Int64,
        indexIntervalBytes: Int, hasTransactionIndex: Bool?
    ) -> Segment {
        let stem = "\(directory)/\(LogNames.padded(baseOffset))"
        return Segment(
            baseOffset: baseOffset,
            log: LazyFile(stem + ".log", in: pool, mayBeUnsynced: true),
            offsetIndex: OffsetIndex(
                found: stem + ".index", baseOffset: baseOffset, pool: pool),
            timeIndex: TimeIndex(
                found: stem + ".timeindex", baseOffset: baseOffset, pool: pool),
            transactionIndex: TransactionIndex(
                path: stem + ".txnindex", isThere: hasTransactionIndex, pool: pool),
            size: size, createdMillis: now, indexIntervalBytes: indexIntervalBytes, pool: pool)
    }

    /// Of the `.log` file.
    var path: String { log.path }

    /// Every file the segment may have, the one with the data last.
    var paths: [String] { indexPaths + [path] }

    var indexPaths: [String] { [offsetIndex.path, timeIndex.path, transactionIndex.path] }

    /// The `.log` file when it is open at the moment.
    var openFile: (any DiskFile)? { log.openFile }

    /// The open `.log` file; who holds it keeps it open.
    func file() throws(StorageError) -> any DiskFile { try log.opened() }

    /// Takes over what is known of the same batches in another file.
    func adopt(_ other: Segment) {
        newest = other.newest
        firstTimestamp = other.firstTimestamp
    }

    /// Writes bytes that are accounted for elsewhere.
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(StorageError) {
        try log.write(bytes, UnsafeRawBufferPointer(start: nil, count: 0), at: position)
    }

    /// Greatest timestamp of any batch and the last offset of the first batch that has it.
    func newestTimestamp() throws(StorageError) -> NewestTimestamp {
        if let newest { return newest }
        let last = try timeIndex.last()
        let found = last.map { NewestTimestamp(timestamp: $0.timestamp, offset: $0.offset) }
        newest = found ?? NewestTimestamp.none
        return found ?? NewestTimestamp.none
    }

    /// Greatest timestamp of the first batch; -1 when it has none, or makes no sense.
    func firstBatchTimestamp(using scanner: BatchScanner) throws(StorageError) -> Int64 {
        if let firstTimestamp { return firstTimestamp }
        guard size > 0 else { return -1 }
        var found: Int64 = -1
        do {
            found = try scanner.head(at: 0, in: try file(), end: size)?.maxTimestamp ?? -1
        } catch {
            guard error.code == .corrupt else { throw error }
        }
        firstTimestamp = found
        return found
    }

    /// Writes one batch, `header` and `payload` as they shall stand in the file, in one call.
    ///
    /// When it cannot be written everything is as before and the error is rethrown; should that
    /// fail as well, the error is one that takes the directory offline.
    func append(
        header: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, lastOffset: Int64,
        maxTimestamp: Int64, indexIntervalBytes: Int
    ) throws(StorageError) {
        let bytes = header.count + payload.count
        try append(bytes: bytes, firstLastOffset: lastOffset) { () throws(StorageError) in
            try log.write(header, payload, at: size)
            try noteBatch(
                at: size, bytes: bytes, lastOffset: lastOffset, maxTimestamp: maxTimestamp,
                indexIntervalBytes: indexIntervalBytes)
        }
    }

    /// Writes the batches of `run` in one call; all of them or, as above, none.
    func append(_ run: AppendRun, indexIntervalBytes: Int) throws(StorageError) {
        guard let first = run.batches.first else { return }
        try append(bytes: run.sizeInBytes, firstLastOffset: first.lastOffset) {
            () throws(StorageError) in
            try log.write(run.parts, at: size)
            for batch in run.batches {
                try noteBatch(
                    at: size, bytes: batch.sizeInBytes, lastOffset: batch.lastOffset,
                    maxTimestamp: batch.maxTimestamp, indexIntervalBytes: indexIntervalBytes)
            }
        }
    }

    private func append(
        bytes: Int, firstLastOffset: Int64, _ write: () throws(StorageError) -> Void
    ) throws(StorageError) {
        let before = (
            size: size, newest: try newestTimestamp(), first: firstTimestamp,
            unindexed: bytesSinceIndexEntry
        )
        do throws(StorageError) {
            try reserveRoom(for: bytes)
            try write()
        } catch {
            size = before.size
            newest = before.newest
            firstTimestamp = before.first
            bytesSinceIndexEntry = before.unindexed
            try undo(error, lastOffset: firstLastOffset)
        }
    }

    private func undo(_ cause: StorageError, lastOffset: Int64) throws(StorageError) {
        do throws(StorageError) {
            try log.truncate(to: size)
            try offsetIndex.truncate(to: size)
            try timeIndex.truncate(to: lastOffset)
        } catch {
            throw StorageError(
                .io, operation: error.operation, path: error.path, position: error.position,
                errno: error.errno, found: "cannot undo after: \(cause)")
        }
        throw cause
    }

    /// Has the disk set room aside for a segment that keeps growing, as much again as it holds:
    /// allocating block by block is a quarter of what a write costs.
    private func reserveRoom(for bytes: Int) throws(StorageError) {
        guard size >= Self.reservedFrom, size + Int64(bytes) > reservedEnd else { return }
        let count = min(max(size, Int64(bytes)), Self.reservedBytesMax)
        try log.opened().reserve(from: size, count: count)
        reservedEnd = size + count
    }

    /// Whether an index is full, should `pending` more batches have an entry each, or cannot hold
    /// `lastOffset`.
    func hasNoIndexRoom(
        for lastOffset: Int64, behind pending: Int = 0, bytesMax: Int
    ) throws(StorageError) -> Bool {
        if try offsetIndex.isFull(behind: pending, bytesMax: bytesMax) { return true }
        if try timeIndex.isFull(behind: pending, bytesMax: bytesMax) { return true }
        return !offsetIndex.canHold(lastOffset)
    }

    /// Accounts for a batch that stands at `position`: size, greatest timestamp, sparse indexes.
    func noteBatch(
        at position: Int64, bytes: Int, lastOffset: Int64, maxTimestamp batchTimestamp: Int64,
        indexIntervalBytes: Int
    ) throws(StorageError) {
        if position == 0 { firstTimestamp = batchTimestamp }
        var newest = try newestTimestamp()
        newest.take(batchTimestamp, lastOffset: lastOffset)
        self.newest = newest
        if bytesSinceIndexEntry > indexIntervalBytes && offsetIndex.canHold(lastOffset) {
            try offsetIndex.append(lastOffset: lastOffset, position: position)
            try timeIndex.appendIfGreater(timestamp: newest.timestamp, offset: newest.offset)
            bytesSinceIndexEntry = 0
        }
        bytesSinceIndexEntry += bytes
        size = position + Int64(bytes)
    }

    /// Takes in a batch that is in the file and not in the indexes.
    func noteUnindexed(_ head: BatchHead) throws(StorageError) {
        var newest = try newestTimestamp()
        newest.take(head.maxTimestamp, lastOffset: head.lastOffset)
        self.newest = newest
    }

    /// Empties the indexes, to be made anew from the batches.
    ///
    /// Where no later recovery will read the batches again, `isLasting`: the time index has no file
    /// until `finishIndexes`, by which an opening in between knows that they are not whole.
    func resetIndexes(transactionsToo: Bool, isLasting: Bool) throws(StorageError) {
        if isLasting {
            try timeIndex.withhold()
            try pool.disk.syncDirectory(SmallFile.parent(of: path))
        } else {
            try timeIndex.reset()
        }
        try offsetIndex.reset()
        if transactionsToo { try transactionIndex.reset() }
        newest = NewestTimestamp.none
        firstTimestamp = nil
        bytesSinceIndexEntry = 0
    }

    /// Makes indexes durable that were made anew, the time index last: its name vouches for all.
    func finishIndexes() throws(StorageError) {
        guard timeIndex.isWithheld else { return }
        try offsetIndex.sync()
        try transactionIndex.sync()
        try pool.disk.syncDirectory(SmallFile.parent(of: path))
        try timeIndex.sync()
    }

    /// Cuts the file behind the last whole batch: what is behind was preallocated, or is bad.
    func trim() throws(StorageError) {
        if try file().size() > size { try log.truncate(to: size) }
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
        try log.truncate(to: position)
        try log.sync()
        scanner.invalidate()
        size = position
        bytesSinceIndexEntry = 0
        newest = nil
        if size == 0 { firstTimestamp = nil }
        var end: Int64?
        // Batches behind the last index entry may be newer than the last time entry.
        let walked = try startPosition(for: .max, using: scanner)
        try forEachBatch(from: walked, using: scanner) { (head) throws(StorageError) in
            try noteUnindexed(head)
            end = head.lastOffset &+ 1
            return true
        }
        return end
    }

    /// The segment takes no more: the final time entry is written, files are trimmed and let go.
    func seal() throws(StorageError) {
        if reservedEnd > size {
            try log.truncate(to: size)
            reservedEnd = 0
        }
        try addFinalTimeEntry()
        hasUnsyncedEnd = true
        try trim()
        try offsetIndex.close()
        try timeIndex.close()
        transactionIndex.close()
    }

    /// Writes the index entries that are in memory only.
    func writeIndexes() throws(StorageError) {
        try offsetIndex.write()
        try timeIndex.write()
    }

    /// Records the greatest timestamp, for which a slot is always kept.
    func addFinalTimeEntry() throws(StorageError) {
        let newest = try newestTimestamp()
        guard newest.timestamp >= 0 else { return }
        try timeIndex.appendIfGreater(timestamp: newest.timestamp, offset: newest.offset)
    }

    /// Whether the time index names the greatest timestamp, as far as that is known.
    func hasFinalTimeEntry() throws(StorageError) -> Bool {
        try newestTimestamp().timestamp <= timeIndex.last()?.timestamp ?? -1
    }

    /// Makes data durable.
    func syncData() throws(StorageError) { try log.sync() }

    /// Makes data and indexes durable.
    func sync() throws(StorageError) {
        try log.sync()
        try offsetIndex.sync()
        try timeIndex.sync()
        try transactionIndex.sync()
        hasUnsyncedEnd = false
    }

    /// Lets every descriptor go.
    func closeFiles() {
        log.close()
        offsetIndex.release()
        timeIndex.release()
        transactionIndex.close()
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Decides how much of one segment file can be believed.
struct SegmentRecovery {
    let partition: TopicPartition
    let segment: Segment
    let context: EngineContext
    let indexIntervalBytes: Int

    /// Takes a segment as it was left by a clean stop, or before the recovery point; only the
    /// active one is opened.
    ///
    /// Returns why it cannot be taken so and has to be rebuilt: an index is missing or a file is not
    /// what it should be. (Kafka takes any bytes behind the last batch of an active segment that was
    /// left by a clean stop, and writes behind them.)
    ///
    /// One that `mayBeOpen` was perhaps still active when its process ended: then bytes set aside for
    /// it stand behind its batches, and its time index lacks the final entry.
    func distrust(
        _ inventory: PartitionInventory, isActive: Bool, mayBeOpen: Bool
    ) throws(StorageError) -> String? {
        guard inventory.hasIndexes(segment.baseOffset),
            !inventory.halfDeleted.contains(segment.baseOffset)
        else { return "an index is missing" }
        do throws(StorageError) {
            // An entry less would show a reader what was aborted.
            if inventory.transactionIndexes.contains(segment.baseOffset) {
                _ = try segment.transactionIndex.entries()
            }
            guard isActive || mayBeOpen else { return nil }
            if let reason = try walkTail() { return reason }
            let isEnded = try segment.hasFinalTimeEntry()
            return mayBeOpen && !isEnded ? "it was not ended" : nil
        } catch {
            if error.code == .corrupt { return "its files do not fit: \(error.found)" }
            throw error
        }
    }

    /// Walks the batches behind the last index entry, which have to end with the file.
    private func walkTail() throws(StorageError) -> String? {
        var position: Int64 = 0
        var nextOffset = segment.baseOffset
        if let last = try segment.offsetIndex.last() {
            guard
                try segment.isBatch(
                    at: last.position, lastOffset: last.offset, using: context.scanner)
            else { return "its offset index does not fit" }
            position = last.position
        }
        while position < segment.size {
            guard let head = try head(at: position), fits(head, nextOffset: nextOffset) else {
                return "it does not end with a batch"
            }
            try segment.noteUnindexed(head)
            nextOffset = head.lastOffset + 1
            position = head.end
        }
        return nil
    }

    /// The head at `position`; nil when there is none or it makes no sense.
    private func head(at position: Int64) throws(StorageError) -> BatchHead? {
        do {
            return try context.scanner.head(
                at: position, in: segment.file(), end: segment.size)
        } catch {
            if error.code == .corrupt { return nil }
            throw error
        }
    }

    /// Reads every batch, makes the indexes anew and cuts the file at the first bad batch; false
    /// when it was cut.
    ///
    /// With `isLasting` the next recovery will not do so again, and the indexes are to be finished
    /// once it is known which transactions were aborted.
    func rebuild(epochs: LeaderEpochCache, isLasting: Bool) throws(StorageError) -> Bool {
        let fileSize = segment.size
        try segment.resetIndexes(transactionsToo: true, isLasting: isLasting)
        var position: Int64 = 0
        var nextOffset = segment.baseOffset
        var reason: String?
        let window = FileWindow(try segment.file(), end: fileSize)
        while position < fileSize {
            guard let head = try head(at: position, through: window),
                head.end <= fileSize
            else { break }
            if let fault = try fault(of: head, through: window, nextOffset: nextOffset) {
                reason = fault
                break
            }
            try epochs.assign(head.leaderEpoch, from: head.baseOffset)
            try segment.noteBatch(
                at: position, bytes: head.sizeInBytes, lastOffset: head.lastOffset,
                maxTimestamp: head.maxTimestamp, indexIntervalBytes: indexIntervalBytes)
            position = head.end
            nextOffset = head.lastOffset + 1
        }
        segment.size = position
        try segment.addFinalTimeEntry()
        try segment.writeIndexes()
        if position == fileSize { return true }
        let found =
            if let reason { reason } else {
                try obstacle(at: position, through: window, end: fileSize)
            }
        try cut(at: position, fileSize: fileSize, reason: found)
        return false
    }

    /// Whether a batch may stand where `nextOffset` or more is due: offsets rise, and each is near
    /// enough to the segment's base for its indexes.
    private func fits(_ head: BatchHead, nextOffset: Int64) -> Bool {
        let first = head.magic < 2 ? head.lastOffset : head.baseOffset
        return first >= nextOffset && head.lastOffset >= first
            && head.lastOffset - segment.baseOffset <= Int64(Int32.max)
    }

    private func head(
        at position: Int64, through window: FileWindow
    ) throws(StorageError) -> BatchHead? {
        try window.bytes(at: position, count: BatchHead.bytesNeeded).withUnsafeBytes { raw in
            try? BatchHead(raw, position: position)
        }
    }

    /// Why no whole batch stands at `position`.
    private func obstacle(
        at position: Int64, through window: FileWindow, end: Int64
    ) throws(StorageError) -> String {
        let bytes = try window.bytes(at: position, count: BatchHead.bytesNeeded)
        guard bytes.count >= BatchLayout.prefix else {
            return "\(Quantity.text(end - position, "byte")) cannot hold a batch"
        }
        do throws(RecordError) {
            let size = try bytes.withUnsafeBytes { (raw) throws(RecordError) in
                _ = try BatchHead(raw, position: position)
                return Int32(
                    bigEndian: raw.loadUnaligned(fromByteOffset: BatchLayout.size, as: Int32.self))
            }
            return
                "a batch of \(Int(size) + BatchLayout.overhead) bytes with \(end - position) there"
        } catch {
            return "no batch begins here: \(error.reason)"
        }
    }

    /// What is wrong with a whole batch; nil when it is sound.
    private func fault(
        of head: BatchHead, through window: FileWindow, nextOffset: Int64
    ) throws(StorageError) -> String? {
        guard fits(head, nextOffset: nextOffset) else {
            return "offsets \(head.baseOffset) to \(head.lastOffset) where \(nextOffset) is due"
        }
        let bytes = try window.bytes(at: head.position, count: head.sizeInBytes)
        do throws(RecordError) {
            try StoredBatch(bytes).checkCRC()
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Keeps the bad tail in a file of its own and cuts it off the segment.
    private func cut(
        at position: Int64, fileSize: Int64, reason: String
    ) throws(StorageError) {
        let name = try context.keptName(for: "\(segment.path).\(position)")
        let kept: String?
        do {
            kept = try copyTail(from: position, to: fileSize, into: name) ? name : nil
        } catch {
            // Half a copy is none; without one the segment stays as it is.
            try? context.disk.unlink(name)
            throw error
        }
        context.report(
            RecoveryFinding(
                partition: partition, action: .cut, path: segment.path, position: position,
                bytes: fileSize - position, keptIn: kept,
                reason: kept == nil ? "zeros up to the end of the file" : reason))
        try segment.trim()
        try segment.syncData()
        context.scanner.invalidate()
    }

    /// Copies bytes to `path`, durably; false, and there is no such file, when all were zeros, as a
    /// preallocated file ends.
    private func copyTail(
        from start: Int64, to end: Int64, into path: String
    ) throws(StorageError) -> Bool {
        var copy: (any DiskFile)?
        var position = start
        while position < end {
            let chunk = try segment.file().read(
                position: position, count: Int(min(1 << 20, end - position)))
            guard !chunk.isEmpty else { break }
            try chunk.withUnsafeBytes { (bytes) throws(StorageError) in
                // Zeros need no room: the file is as long without them.
                guard bytes.contains(where: { $0 != 0 }) else { return }
                if copy == nil { copy = try context.disk.open(path, .truncate) }
                try copy?.write(
                    bytes, UnsafeRawBufferPointer(start: nil, count: 0), at: position - start)
            }
            position += Int64(chunk.count)
        }
        guard let copy else { return false }
        if try copy.size() < end - start { try copy.truncate(to: end - start) }
        try copy.sync()
        try context.disk.syncDirectory(SmallFile.parent(of: path))
        return true
    }
}

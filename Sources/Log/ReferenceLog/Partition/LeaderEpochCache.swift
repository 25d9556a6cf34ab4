// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Which leader epoch began at which offset (KIP-101), with its checkpoint file.
final class LeaderEpochCache {
    struct Entry: Hashable {
        var epoch: Int32
        var startOffset: Int64
    }

    private let path: String
    private let disk: any Disk
    /// Rising in both columns.
    private(set) var entries: [Entry]
    /// Whether the file still tells of epochs that ended before the log's start.
    private var isStale = false

    init(path: String, disk: any Disk) throws(StorageError) {
        self.path = path
        self.disk = disk
        entries = []
        for fields in try TextCheckpoint.read(path, on: disk) {
            guard fields.count == 2, let epoch = Int32(fields[0]), let offset = Int64(fields[1]),
                epoch > latestEpoch, offset >= entries.last?.startOffset ?? 0
            else {
                throw TextCheckpoint.corrupt(path, "entry \(fields.joined(separator: " "))")
            }
            entries.append(Entry(epoch: epoch, startOffset: offset))
        }
    }

    var latestEpoch: Int32 { entries.last?.epoch ?? -1 }

    /// Notes that `epoch` wrote from `offset` on.
    ///
    /// A new epoch is durable when this returns: what a follower is told of it must survive.
    func assign(_ epoch: Int32, from offset: Int64) throws(StorageError) {
        guard epoch >= 0, epoch > latestEpoch else { return }
        var next = entries
        // An epoch that wrote nothing gives way to the one that writes where it would have.
        while let last = next.last, last.startOffset >= offset { next.removeLast() }
        next.append(Entry(epoch: epoch, startOffset: offset))
        try store(next, durably: true)
    }

    /// The largest epoch not above `epoch` and where it ends (Kafka's `endOffsetFor`); nil when
    /// the log has no such epoch, or none at all.
    func endOffset(of epoch: Int32, logEndOffset: Int64) -> (epoch: Int32, endOffset: Int64)? {
        guard let first = entries.first, let last = entries.last, epoch <= last.epoch else {
            return nil
        }
        if epoch == last.epoch { return (epoch, logEndOffset) }
        if epoch < first.epoch { return (epoch, first.startOffset) }
        let above = entries.firstIndex { $0.epoch > epoch } ?? entries.count - 1
        return (entries[above - 1].epoch, entries[above].startOffset)
    }

    /// The epoch that wrote `offset`, -1 where unknown.
    func epoch(of offset: Int64) -> Int32 {
        entries.last { $0.startOffset <= offset }?.epoch ?? -1
    }

    /// Forgets epochs that began at or behind `offset`.
    func truncateEnd(to offset: Int64) throws(StorageError) {
        let kept = entries.filter { $0.startOffset < offset }
        if kept.count != entries.count { try store(kept, durably: false) }
    }

    /// Forgets epochs that ended at or before `offset`; the one that holds it begins there.
    func truncateStart(to offset: Int64) throws(StorageError) {
        guard let holder = entries.lastIndex(where: { $0.startOffset <= offset }) else { return }
        var kept = Array(entries[holder...])
        kept[0].startOffset = max(kept[0].startOffset, offset)
        if kept != entries {
            entries = kept
            isStale = true
        }
        guard isStale else { return }
        do {
            try store(entries, durably: false)
        } catch {
            // Who opens the log forgets them again: they must not keep a full disk full.
            if error.code != .noSpace { throw error }
        }
    }

    /// Forgets everything: legacy messages, which have no epochs, were written.
    func clear() throws(StorageError) {
        if !entries.isEmpty { try store([], durably: false) }
    }

    private func store(_ next: [Entry], durably: Bool) throws(StorageError) {
        try TextCheckpoint.write(
            next.map { "\($0.epoch) \($0.startOffset)" }, to: path, on: disk, durably: durably)
        entries = next
        isStale = false
    }
}

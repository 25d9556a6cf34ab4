// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The file of a sparse index and its entries in memory: what `.index` and `.timeindex` share.
///
/// Entries are read at first use, so memory may be taken back, and written some at a time: should
/// the process die before, recovery makes the index of an active segment anew anyhow.
final class IndexFile<Entry: IndexEntry>: Resident {
    private let file: LazyFile
    private let pool: FilePool
    private var loaded: [Entry]?
    /// How many of them the file holds.
    private var writtenCount = 0
    /// Whether the file goes on behind its entries: it was preallocated, or is damaged.
    private var isRagged = false
    /// Whether it is being made anew and has no file until `publish`.
    private(set) var isWithheld = false
    private var seat = 0
    var wasUsed = false

    /// How many entries wait before they are written in one call.
    private static var unwrittenMax: Int { 64 }
    /// Memory that a new segment's entries have from the start, so that appends seldom ask for it.
    private static var roomBytes: Int { 4096 }

    /// A file whose entries are on disk; nothing is read until it is used.
    init(found path: String, pool: FilePool) {
        file = LazyFile(path, in: pool)
        self.pool = pool
    }

    /// The file of a new segment: empty on disk too.
    init(creating path: String, pool: FilePool) throws(StorageError) {
        file = LazyFile(path, in: pool)
        self.pool = pool
        try reset()
    }

    deinit { forget() }

    var path: String { file.path }

    /// Entries, those in memory only among them.
    func count() throws(StorageError) -> Int {
        try load()
        return loaded?.count ?? 0
    }

    /// Bytes of all entries; a file that is not in memory is asked, not read.
    func sizeInBytes() throws(StorageError) -> Int {
        if let loaded { return loaded.count * Entry.bytes }
        return Int(try pool.disk.size(of: path))
    }

    /// The last entry; a file that is not in memory is read only there.
    func last() throws(StorageError) -> Entry? {
        if loaded == nil, let entry = try lastStored() { return entry }
        try load()
        return loaded?.last
    }

    /// The last of the leading entries that `precede` what is looked for; nil when none does.
    func last(where precedes: (Entry) -> Bool) throws(StorageError) -> Entry? {
        try entries(around: precedes).last
    }

    /// The last of the leading entries that `precede` what is looked for, and the first behind.
    ///
    /// `guess` says which entry that may be, from the last one and how many there are: the search
    /// goes out from there, since in an index of thousands each other step is a miss of the cache.
    func entries(
        around precedes: (Entry) -> Bool, guess: (Entry, Int) -> Int = { $1 / 2 }
    ) throws(StorageError) -> (last: Entry?, next: Entry?) {
        try load()
        guard let entries = loaded, let end = entries.last else { return (nil, nil) }
        // Entries below `low` precede, those from `high` on do not.
        var low = 0
        var high = entries.count
        var probe = min(max(guess(end, high), 0), high - 1)
        var stride = 1
        if precedes(entries[probe]) {
            low = probe + 1
            while low < high {
                probe = min(low + stride - 1, high - 1)
                guard precedes(entries[probe]) else {
                    high = probe
                    break
                }
                low = probe + 1
                stride *= 2
            }
        } else {
            high = probe
            while low < high {
                probe = max(high - stride, low)
                if precedes(entries[probe]) {
                    low = probe + 1
                    break
                }
                high = probe
                stride *= 2
            }
        }
        while low < high {
            let middle = (low + high) / 2
            if precedes(entries[middle]) { low = middle + 1 } else { high = middle }
        }
        return (
            low == 0 ? nil : entries[low - 1], low == entries.count ? nil : entries[low]
        )
    }

    /// Takes an entry behind the last one.
    func append(_ entry: Entry) throws(StorageError) {
        try load()
        loaded?.append(entry)
        let count = loaded?.count ?? 0
        guard count - writtenCount >= Self.unwrittenMax, !isWithheld else { return }
        pool.indexes.charge(seat, cost: count * Entry.bytes)
        try write()
    }

    /// Writes the entries that are in memory only.
    func write() throws(StorageError) {
        guard let count = loaded?.count, !isWithheld else { return }
        if isRagged {
            try file.truncate(to: Int64(writtenCount * Entry.bytes))
            isRagged = false
        }
        let first = writtenCount
        guard count > first else { return }
        var failure: StorageError?
        withUnsafeTemporaryAllocation(byteCount: (count - first) * Entry.bytes, alignment: 8) {
            room in
            guard var target = room.baseAddress else { return }
            // One by one where they stand: a slice of them would be another claim on all.
            for index in first..<count {
                loaded?[index].write(to: target)
                target += Entry.bytes
            }
            do throws(StorageError) {
                try file.write(
                    UnsafeRawBufferPointer(room), UnsafeRawBufferPointer(start: nil, count: 0),
                    at: Int64(first * Entry.bytes))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        writtenCount = count
    }

    /// Cuts off the trailing entries that are `beyond` what is kept.
    func truncate(while beyond: (Entry) -> Bool) throws(StorageError) {
        try load()
        while let last = loaded?.last, beyond(last) { loaded?.removeLast() }
        let count = loaded?.count ?? 0
        guard writtenCount > count || isRagged else { return }
        writtenCount = min(writtenCount, count)
        try file.truncate(to: Int64(writtenCount * Entry.bytes))
        isRagged = false
    }

    /// Empties the file, or makes it.
    func reset() throws(StorageError) {
        try file.create()
        isWithheld = false
        holdNone()
    }

    /// Empties the index and removes its file, so that nobody takes what is made anew for all there
    /// is before `publish` says so.
    func withhold() throws(StorageError) {
        file.close()
        if try pool.disk.exists(path) { try pool.disk.unlink(path) }
        isWithheld = true
        holdNone()
    }

    /// Gives a withheld index its file, whole and durable, in one step.
    func publish() throws(StorageError) {
        guard isWithheld, let entries = loaded else { return }
        var bytes = [UInt8](repeating: 0, count: entries.count * Entry.bytes)
        bytes.withUnsafeMutableBytes { room in
            guard var target = room.baseAddress else { return }
            for entry in entries {
                entry.write(to: target)
                target += Entry.bytes
            }
        }
        try SmallFile.replace(path, with: ByteSlice(bytes), on: pool.disk)
        writtenCount = entries.count
        isWithheld = false
    }

    /// Makes the entries durable.
    func sync() throws(StorageError) {
        if isWithheld { return try publish() }
        try write()
        try file.sync()
    }

    /// The segment takes no more: writes what is in memory only, lets the descriptor go.
    func close() throws(StorageError) {
        try isWithheld ? publish() : write()
        file.close()
    }

    /// Lets the descriptor go, whatever is in memory only.
    func release() { file.close() }

    func evict() -> Bool {
        guard loaded?.count == writtenCount, !isWithheld else { return false }
        loaded = nil
        return true
    }

    private func holdNone() {
        var room: [Entry] = []
        room.reserveCapacity(Self.roomBytes / Entry.bytes)
        hold(room)
    }

    private func forget() {
        guard loaded != nil else { return }
        loaded = nil
        pool.indexes.leave(seat)
    }

    /// Takes `entries` for those of the file.
    private func hold(_ entries: [Entry]) {
        forget()
        loaded = entries
        writtenCount = entries.count
        isRagged = false
        seat = pool.indexes.admit(self, cost: entries.count * Entry.bytes)
    }

    private func load() throws(StorageError) {
        guard loaded == nil else {
            wasUsed = true
            return
        }
        let opened = try file.opened()
        let size = try opened.size()
        guard size <= SmallFile.bytesMax else {
            throw StorageError(
                .corrupt, operation: "read", path: path, found: "\(size) bytes are too many")
        }
        let found = Self.entries(of: try opened.read(position: 0, count: Int(size)))
        hold(found)
        isRagged = Int64(found.count * Entry.bytes) < size
    }

    /// The entry at the end of the file; nil when there is none, or a hole stands there.
    private func lastStored() throws(StorageError) -> Entry? {
        let opened = try file.opened()
        let count = try opened.size() / Int64(Entry.bytes)
        guard count > 0 else { return nil }
        let bytes = try opened.read(
            position: (count - 1) * Int64(Entry.bytes), count: Entry.bytes)
        guard bytes.count == Entry.bytes else { return nil }
        let entry = bytes.withUnsafeBytes { Entry($0, at: 0) }
        return entry.follows(nil) ? entry : nil
    }

    private static func entries(of bytes: ByteSlice) -> [Entry] {
        bytes.withUnsafeBytes { raw in
            var found: [Entry] = []
            found.reserveCapacity(raw.count / Entry.bytes)
            for index in 0..<(raw.count / Entry.bytes) {
                let entry = Entry(raw, at: index * Entry.bytes)
                guard entry.follows(found.last) else { break }
                found.append(entry)
            }
            return found
        }
    }
}

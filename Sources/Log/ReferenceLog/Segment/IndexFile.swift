// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The file of a sparse index and its entries in memory: what `.index` and `.timeindex` share.
///
/// The active segment's entries are kept in memory and written some at a time: should the process
/// die before, recovery makes the index of an active segment anew anyhow. A closed segment's are
/// read at first use.
final class IndexFile<Entry: IndexEntry> {
    let path: String
    private let disk: any Disk
    private var loaded: [Entry]?
    /// How many of them the file holds.
    private var writtenCount = 0
    /// How many wait before they are written in one call.
    private static var unwrittenMax: Int { 64 }
    /// Held while the segment is active.
    private var file: (any DiskFile)?
    /// Whether something was written that no sync has made durable; a descriptor let go in the
    /// meantime does not change that.
    private var isUnsynced = false

    /// The file of a new segment, or one about to be rebuilt: empty on disk too.
    init(creating path: String, disk: any Disk) throws(StorageError) {
        self.path = path
        self.disk = disk
        loaded = []
        isUnsynced = true
        file = try disk.open(path, .truncate)
    }

    /// A file found on disk; nothing is read until it is used.
    init(found path: String, disk: any Disk) {
        self.path = path
        self.disk = disk
    }

    /// Entries known without reading the file.
    var countInMemory: Int { loaded?.count ?? 0 }

    /// Bytes of all entries; a file that is not in use is asked, not read.
    func sizeInBytes() throws(StorageError) -> Int {
        if let loaded { return loaded.count * Entry.bytes }
        return Int(try disk.open(path, .existing).size())
    }

    func last() throws(StorageError) -> Entry? {
        if loaded == nil { _ = try entries() }
        return loaded?.last
    }

    /// The last of the leading entries that `precede` what is looked for; nil when none does.
    func last(where precedes: (Entry) -> Bool) throws(StorageError) -> Entry? {
        let entries = try entries()
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(entries[middle]) { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : entries[low - 1]
    }

    /// Writes an entry behind the last one.
    func append(_ entry: Entry) throws(StorageError) {
        if loaded == nil { _ = try entries() }
        loaded?.append(entry)
        if countInMemory - writtenCount >= Self.unwrittenMax { try write() }
    }

    /// Writes the entries that are in memory only.
    func write() throws(StorageError) {
        let count = countInMemory
        guard let loaded, count > writtenCount else { return }
        isUnsynced = true
        let file = try reopen()
        let position = Int64(writtenCount * Entry.bytes)
        try Self.withBytes(of: loaded[writtenCount...]) { (bytes) throws(StorageError) in
            try file.write(bytes, UnsafeRawBufferPointer(start: nil, count: 0), at: position)
        }
        writtenCount = count
    }

    private static func withBytes(
        of entries: ArraySlice<Entry>,
        _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Void
    ) throws(StorageError) {
        var failure: StorageError?
        withUnsafeTemporaryAllocation(byteCount: entries.count * Entry.bytes, alignment: 8) {
            room in
            guard var target = room.baseAddress else { return }
            for entry in entries {
                entry.write(to: target)
                target += Entry.bytes
            }
            do throws(StorageError) {
                try body(UnsafeRawBufferPointer(room))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Cuts off the trailing entries that are `beyond` what is kept.
    func truncate(while beyond: (Entry) -> Bool) throws(StorageError) {
        var kept = try entries()
        while let last = kept.last, beyond(last) { kept.removeLast() }
        loaded = kept
        if writtenCount > kept.count {
            isUnsynced = true
            try reopen().truncate(to: Int64(kept.count * Entry.bytes))
            writtenCount = kept.count
        }
    }

    /// Empties the file, to be rebuilt.
    func reset() throws(StorageError) {
        loaded = []
        isUnsynced = true
        writtenCount = 0
        file = try disk.open(path, .truncate)
    }

    /// Makes the entries durable.
    func sync() throws(StorageError) {
        try write()
        guard isUnsynced else { return }
        let held = file
        try reopen().sync()
        file = held
        isUnsynced = false
    }

    /// The segment takes no more: writes what is still in memory only, lets the descriptor go.
    func close() throws(StorageError) {
        try write()
        file = nil
    }

    private func reopen() throws(StorageError) -> any DiskFile {
        if let file { return file }
        let opened = try disk.open(path, .create)
        file = opened
        return opened
    }

    private func entries() throws(StorageError) -> [Entry] {
        if let loaded { return loaded }
        guard let bytes = try SmallFile.read(path, on: disk) else {
            throw StorageError(.missing, operation: "open", path: path)
        }
        let found = Self.entries(of: bytes)
        loaded = found
        writtenCount = found.count
        return found
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

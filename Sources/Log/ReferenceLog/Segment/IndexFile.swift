// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The file of a sparse index and its entries in memory: what `.index` and `.timeindex` share.
///
/// The active segment's entries are kept in memory and written through; a closed segment's are
/// read at first use.
final class IndexFile<Entry: IndexEntry> {
    let path: String
    private let disk: any Disk
    private var loaded: [Entry]?
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

    func last() throws(StorageError) -> Entry? { try entries().last }

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
        let position = Int64(try entries().count * Entry.bytes)
        isUnsynced = true
        let file = try reopen()
        try entry.withBytes { (first, second) throws(StorageError) in
            try file.write(first, second, at: position)
        }
        loaded?.append(entry)
    }

    /// Cuts off the trailing entries that are `beyond` what is kept.
    func truncate(while beyond: (Entry) -> Bool) throws(StorageError) {
        var kept = try entries()
        while let last = kept.last, beyond(last) { kept.removeLast() }
        loaded = kept
        isUnsynced = true
        try reopen().truncate(to: Int64(kept.count * Entry.bytes))
    }

    /// Empties the file, to be rebuilt.
    func reset() throws(StorageError) {
        loaded = []
        isUnsynced = true
        file = try disk.open(path, .truncate)
    }

    /// Makes the entries durable.
    func sync() throws(StorageError) {
        guard isUnsynced else { return }
        let held = file
        try reopen().sync()
        file = held
        isUnsynced = false
    }

    /// The segment takes no more: lets the descriptor go.
    func close() { file = nil }

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

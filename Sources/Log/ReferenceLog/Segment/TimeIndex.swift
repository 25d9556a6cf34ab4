// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The sparse `.timeindex` of a segment: the greatest timestamp so far and the last offset of the
/// first batch that reached it.
///
/// Entries are 12 bytes: milliseconds and the offset relative to the segment's base; both rise.
final class TimeIndex {
    struct Entry: Equatable {
        var timestamp: Int64
        var relativeOffset: Int32
    }

    static let entryBytes = 12

    let path: String
    private let baseOffset: Int64
    private let disk: any Disk
    private var entries: [Entry] = []
    private var isLoaded: Bool
    private var file: (any DiskFile)?

    /// The index of a new segment, or one about to be rebuilt: empty on disk too.
    init(creating path: String, baseOffset: Int64, disk: any Disk) throws(StorageError) {
        self.path = path
        self.baseOffset = baseOffset
        self.disk = disk
        isLoaded = true
        file = try disk.open(path, .truncate)
    }

    /// The index of a segment found on disk; nothing is read until it is used.
    init(found path: String, baseOffset: Int64, disk: any Disk) {
        self.path = path
        self.baseOffset = baseOffset
        self.disk = disk
        isLoaded = false
    }

    /// Whether `bytesMax` of file leave room for the final entry only.
    func isFull(bytesMax: Int) -> Bool {
        entries.count >= bytesMax / Self.entryBytes - 1
    }

    /// Adds an entry when `timestamp` is above the last one.
    func appendIfGreater(timestamp: Int64, offset: Int64) throws(StorageError) {
        try load()
        let relative = Int32(truncatingIfNeeded: offset - baseOffset)
        if let last = entries.last {
            guard timestamp > last.timestamp, relative >= last.relativeOffset else { return }
        }
        guard timestamp >= 0 else { return }
        let entry = Entry(timestamp: timestamp, relativeOffset: relative)
        try write(entry, at: entries.count)
        entries.append(entry)
    }

    /// Offset to begin looking from for the first record at or after `timestamp`: that of the last
    /// entry not above it, or the segment's base.
    func lookup(_ timestamp: Int64) throws(StorageError) -> Int64 {
        try load()
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].timestamp <= timestamp { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? baseOffset : baseOffset + Int64(entries[low - 1].relativeOffset)
    }

    /// The last entry; nil in an empty index.
    func last() throws(StorageError) -> (timestamp: Int64, offset: Int64)? {
        try load()
        return entries.last.map { ($0.timestamp, baseOffset + Int64($0.relativeOffset)) }
    }

    /// Forgets entries for offsets at or above `offset`.
    func truncate(to offset: Int64) throws(StorageError) {
        try load()
        while let last = entries.last, baseOffset + Int64(last.relativeOffset) >= offset {
            entries.removeLast()
        }
        try reopen().truncate(to: Int64(entries.count * Self.entryBytes))
    }

    /// Empties the index, to be rebuilt.
    func reset() throws(StorageError) {
        entries = []
        isLoaded = true
        file = try disk.open(path, .truncate)
    }

    /// Makes the index durable.
    func sync() throws(StorageError) { try file?.sync() }

    /// The segment takes no more: lets the descriptor go.
    func close() { file = nil }

    private func reopen() throws(StorageError) -> any DiskFile {
        if let file { return file }
        let opened = try disk.open(path, .create)
        file = opened
        return opened
    }

    private func write(_ entry: Entry, at index: Int) throws(StorageError) {
        let file = try reopen()
        var timestamp = entry.timestamp.bigEndian
        var offset = entry.relativeOffset.bigEndian
        try withUnsafeBytes(of: &timestamp) { (first) throws(StorageError) in
            try withUnsafeBytes(of: &offset) { (second) throws(StorageError) in
                try file.write(first, second, at: Int64(index * Self.entryBytes))
            }
        }
    }

    private func load() throws(StorageError) {
        guard !isLoaded else { return }
        guard let bytes = try SmallFile.read(path, on: disk) else {
            throw StorageError(.missing, operation: "open", path: path)
        }
        entries = Self.entries(of: bytes)
        isLoaded = true
    }

    /// The entries of a file: a preallocated one ends in zeros, which are none.
    static func entries(of bytes: ByteSlice) -> [Entry] {
        bytes.withUnsafeBytes { raw in
            var found: [Entry] = []
            for index in 0..<(raw.count / entryBytes) {
                let at = index * entryBytes
                let entry = Entry(
                    timestamp: Int64(
                        bigEndian: raw.loadUnaligned(fromByteOffset: at, as: Int64.self)),
                    relativeOffset: Int32(
                        bigEndian: raw.loadUnaligned(fromByteOffset: at + 8, as: Int32.self)))
                if let last = found.last, entry.timestamp <= last.timestamp { break }
                if entry.timestamp == 0 && entry.relativeOffset == 0 { break }
                found.append(entry)
            }
            return found
        }
    }
}

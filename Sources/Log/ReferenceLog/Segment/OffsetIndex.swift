// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The sparse `.index` of a segment: last offset of a batch and where the batch begins.
///
/// Entries are 8 bytes: the offset relative to the segment's base, and the position. The active
/// segment's are kept in memory and written through; a closed segment's are read at first use.
final class OffsetIndex {
    struct Entry: Equatable {
        var relativeOffset: Int32
        var position: Int32
    }

    static let entryBytes = 8

    let path: String
    private let baseOffset: Int64
    private let disk: any Disk
    private var entries: [Entry] = []
    private var isLoaded: Bool
    /// Held while the segment is active.
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

    /// Whether `bytesMax` of file (`segment.index.bytes`) leave no room for another entry.
    func isFull(bytesMax: Int) -> Bool {
        entries.count >= bytesMax / Self.entryBytes
    }

    /// Whether an entry for `offset` can be stored.
    func canHold(_ offset: Int64) -> Bool {
        offset >= baseOffset && offset - baseOffset <= Int64(Int32.max)
    }

    /// Adds an entry; offsets must rise.
    func append(lastOffset: Int64, position: Int64) throws(StorageError) {
        try load()
        let relative = Int32(truncatingIfNeeded: lastOffset - baseOffset)
        if let last = entries.last, relative <= last.relativeOffset {
            throw StorageError(
                .corrupt, operation: "append", path: path,
                found: "offset \(relative) after \(last.relativeOffset)")
        }
        let entry = Entry(relativeOffset: relative, position: Int32(truncatingIfNeeded: position))
        try write(entry, at: entries.count)
        entries.append(entry)
    }

    /// Where to begin looking for `offset`: the position of the last entry not above it, or 0.
    func lookup(_ offset: Int64) throws(StorageError) -> Int64 {
        try load()
        let relative = offset - baseOffset
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if Int64(entries[middle].relativeOffset) <= relative {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low == 0 ? 0 : Int64(entries[low - 1].position)
    }

    /// The last entry's offset and position; nil in an empty index.
    func last() throws(StorageError) -> (offset: Int64, position: Int64)? {
        try load()
        return entries.last.map { (baseOffset + Int64($0.relativeOffset), Int64($0.position)) }
    }

    /// Forgets entries for batches at or behind `position`.
    func truncate(to position: Int64) throws(StorageError) {
        try load()
        while let last = entries.last, Int64(last.position) >= position { entries.removeLast() }
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

    /// Lets memory go that can be read again.
    func release() {
        guard file == nil else { return }
        entries = []
        isLoaded = false
    }

    private func reopen() throws(StorageError) -> any DiskFile {
        if let file { return file }
        let opened = try disk.open(path, .create)
        file = opened
        return opened
    }

    private func write(_ entry: Entry, at index: Int) throws(StorageError) {
        let file = try reopen()
        var bytes = (entry.relativeOffset.bigEndian, entry.position.bigEndian)
        try withUnsafeBytes(of: &bytes) { (raw) throws(StorageError) in
            try file.write(
                raw, UnsafeRawBufferPointer(start: nil, count: 0),
                at: Int64(index * Self.entryBytes))
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
            found.reserveCapacity(raw.count / entryBytes)
            for index in 0..<(raw.count / entryBytes) {
                let at = index * entryBytes
                let entry = Entry(
                    relativeOffset: Int32(
                        bigEndian: raw.loadUnaligned(fromByteOffset: at, as: Int32.self)),
                    position: Int32(
                        bigEndian: raw.loadUnaligned(fromByteOffset: at + 4, as: Int32.self)))
                if let last = found.last, entry.relativeOffset <= last.relativeOffset { break }
                // The first batch of a segment is never indexed, so position 0 is a hole.
                if entry.position <= 0 { break }
                found.append(entry)
            }
            return found
        }
    }
}

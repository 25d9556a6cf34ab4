// SPDX-License-Identifier: Apache-2.0

import LogContract

/// The sparse `.timeindex` of a segment: the greatest timestamp so far and the last offset of the
/// first batch that reached it.
struct TimeIndex {
    /// 12 bytes: milliseconds and the offset relative to the segment's base; both rise.
    struct Entry: IndexEntry {
        static let bytes = 12

        var timestamp: Int64
        var relativeOffset: Int32
    }

    private let file: IndexFile<Entry>
    private let baseOffset: Int64

    /// The index of a new segment: empty on disk too.
    init(creating path: String, baseOffset: Int64, pool: FilePool) throws(StorageError) {
        file = try IndexFile(creating: path, pool: pool)
        self.baseOffset = baseOffset
    }

    /// The index of a segment found on disk; nothing is read until it is used.
    init(found path: String, baseOffset: Int64, pool: FilePool) {
        file = IndexFile(found: path, pool: pool)
        self.baseOffset = baseOffset
    }

    var path: String { file.path }

    /// Whether `bytesMax` of file leave room for the final entry only.
    func isFull(behind pending: Int, bytesMax: Int) throws(StorageError) -> Bool {
        try file.count() + pending >= bytesMax / Entry.bytes - 1
    }

    /// Adds an entry when `timestamp` is above the last one, and `offset` one of the segment's.
    func appendIfGreater(timestamp: Int64, offset: Int64) throws(StorageError) {
        guard let relative = Entry.relative(offset, to: baseOffset) else { return }
        if let last = try file.last() {
            guard timestamp > last.timestamp, relative >= last.relativeOffset else { return }
        }
        guard timestamp >= 0 else { return }
        try file.append(Entry(timestamp: timestamp, relativeOffset: relative))
    }

    /// Where to begin looking for the first record at or after `timestamp`: the last entry not
    /// above it, nil when there is none and the segment's first batch is the place.
    func lookup(
        _ timestamp: Int64
    ) throws(StorageError) -> (timestamp: Int64, offset: Int64)? {
        try file.last { $0.timestamp <= timestamp }
            .map { ($0.timestamp, baseOffset + Int64($0.relativeOffset)) }
    }

    /// The last entry; nil in an empty index.
    func last() throws(StorageError) -> (timestamp: Int64, offset: Int64)? {
        try file.last().map { ($0.timestamp, baseOffset + Int64($0.relativeOffset)) }
    }

    /// Forgets entries for offsets at or above `offset`.
    func truncate(to offset: Int64) throws(StorageError) {
        try file.truncate { baseOffset + Int64($0.relativeOffset) >= offset }
    }

    /// Empties the index, to be rebuilt.
    func reset() throws(StorageError) { try file.reset() }

    /// Empties the index, which has no file until it is made durable.
    func withhold() throws(StorageError) { try file.withhold() }

    /// Whether it is being rebuilt and has no file.
    var isWithheld: Bool { file.isWithheld }

    /// Bytes of its entries.
    func sizeInBytes() throws(StorageError) -> Int { try file.sizeInBytes() }

    /// Makes the index durable.
    func sync() throws(StorageError) { try file.sync() }

    /// The segment takes no more: writes what is still in memory only, lets the descriptor go.
    func close() throws(StorageError) { try file.close() }

    /// Lets the descriptor go, whatever is in memory only.
    func release() { file.release() }

    /// Writes what is still in memory only.
    func write() throws(StorageError) { try file.write() }
}

extension TimeIndex.Entry {
    init(_ raw: UnsafeRawBufferPointer, at start: Int) {
        timestamp = Int64(bigEndian: raw.loadUnaligned(fromByteOffset: start, as: Int64.self))
        relativeOffset = Int32(
            bigEndian: raw.loadUnaligned(fromByteOffset: start + 8, as: Int32.self))
    }

    func follows(_ last: TimeIndex.Entry?) -> Bool {
        if let last, timestamp <= last.timestamp || relativeOffset < last.relativeOffset {
            return false
        }
        return (timestamp > 0 || relativeOffset > 0) && timestamp >= 0 && relativeOffset >= 0
    }

    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: timestamp.bigEndian, as: Int64.self)
        target.storeBytes(of: relativeOffset.bigEndian, toByteOffset: 8, as: Int32.self)
    }
}

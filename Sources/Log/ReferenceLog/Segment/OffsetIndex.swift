// SPDX-License-Identifier: Apache-2.0

import LogContract

/// The sparse `.index` of a segment: last offset of a batch and where the batch begins.
struct OffsetIndex {
    /// 8 bytes: the offset relative to the segment's base, and the position.
    struct Entry: IndexEntry {
        static let bytes = 8

        var relativeOffset: Int32
        var position: Int32
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

    /// Whether `bytesMax` of file (`segment.index.bytes`) leave no room for another entry.
    func isFull(behind pending: Int, bytesMax: Int) throws(StorageError) -> Bool {
        try file.count() + pending >= bytesMax / Entry.bytes
    }

    /// Whether an entry for `offset` can be stored.
    func canHold(_ offset: Int64) -> Bool {
        Entry.relative(offset, to: baseOffset) != nil
    }

    /// Adds an entry; offsets must rise.
    func append(lastOffset: Int64, position: Int64) throws(StorageError) {
        let last = try file.last()?.relativeOffset ?? -1
        guard let relative = Entry.relative(lastOffset, to: baseOffset), relative > last else {
            throw StorageError(
                .corrupt, operation: "append", path: path,
                found: "offset \(lastOffset) after \(baseOffset + Int64(last))")
        }
        try file.append(
            Entry(relativeOffset: relative, position: Int32(truncatingIfNeeded: position)))
    }

    /// An entry as it is meant: the last offset of a batch, and where that begins.
    typealias Place = (offset: Int64, position: Int64)

    /// Where to begin looking for `offset`: the last entry not above it, nil when there is none and
    /// the segment's first batch is the place.
    func lookup(_ offset: Int64) throws(StorageError) -> Place? {
        try places(around: offset).last
    }

    /// The last entry not above `offset`, and the first one above it.
    func places(around offset: Int64) throws(StorageError) -> (last: Place?, next: Place?) {
        let relative = offset - baseOffset
        // Where batches are alike, entries are as far along as their offsets.
        let found = try file.entries(
            around: { Int64($0.relativeOffset) <= relative },
            guess: { end, count in
                let share = Double(relative) / Double(max(end.relativeOffset, 1))
                return Int(Double(count) * min(max(share, 0), 1))
            })
        return (found.last.map(place), found.next.map(place))
    }

    private func place(_ entry: Entry) -> Place {
        (baseOffset + Int64(entry.relativeOffset), Int64(entry.position))
    }

    /// The first entry for a batch at or behind `position`; nil when there is none.
    func first(
        from position: Int64
    ) throws(StorageError) -> (offset: Int64, position: Int64)? {
        let entry = try file.entries(around: { Int64($0.position) < position }).next
        return entry.map { (baseOffset + Int64($0.relativeOffset), Int64($0.position)) }
    }

    /// The last entry's offset and position; nil in an empty index.
    func last() throws(StorageError) -> Place? { try file.last().map(place) }

    /// Forgets entries for batches at or behind `position`.
    func truncate(to position: Int64) throws(StorageError) {
        try file.truncate { Int64($0.position) >= position }
    }

    /// Empties the index, to be rebuilt.
    func reset() throws(StorageError) { try file.reset() }

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

extension OffsetIndex.Entry {
    init(_ raw: UnsafeRawBufferPointer, at start: Int) {
        relativeOffset = Int32(
            bigEndian: raw.loadUnaligned(fromByteOffset: start, as: Int32.self))
        position = Int32(
            bigEndian: raw.loadUnaligned(fromByteOffset: start + 4, as: Int32.self))
    }

    /// The first batch of a segment is never indexed, so position 0 is a hole.
    func follows(_ last: OffsetIndex.Entry?) -> Bool {
        if let last, relativeOffset <= last.relativeOffset { return false }
        return position > 0 && relativeOffset >= 0
    }

    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: relativeOffset.bigEndian, as: Int32.self)
        target.storeBytes(of: position.bigEndian, toByteOffset: 4, as: Int32.self)
    }
}

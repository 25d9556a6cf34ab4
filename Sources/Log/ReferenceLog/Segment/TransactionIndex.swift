// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The `.txnindex` of a segment: transactions whose ABORT marker stands in it (KIP-98).
///
/// Entries are 34 bytes in marker order; the file exists only once there is one.
final class TransactionIndex: Resident {
    private static let version: Int16 = 0
    private static let entryBytes = 34

    private let file: LazyFile
    private let pool: FilePool
    /// Whether the file is there; nil until somebody looked.
    private var isThere: Bool?
    /// nil while not in memory.
    private var loaded: [AbortedRange]?
    private var seat = 0
    var wasUsed = false

    /// `isThere` is what a listing of the directory told, nil when there was none.
    init(path: String, isThere: Bool?, pool: FilePool) {
        file = LazyFile(path, in: pool)
        self.isThere = isThere
        self.pool = pool
    }

    deinit { forget() }

    var path: String { file.path }

    func entries() throws(StorageError) -> [AbortedRange] {
        if let loaded {
            wasUsed = true
            return loaded
        }
        let found = try exists() ? Self.decode(read(), path: path) : []
        hold(found)
        return found
    }

    /// The entries whose marker stands at `offset` or above.
    func entries(from offset: Int64) throws(StorageError) -> ArraySlice<AbortedRange> {
        let all = try entries()
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].lastOffset < offset { low = middle + 1 } else { high = middle }
        }
        return all[low...]
    }

    func append(_ range: AbortedRange) throws(StorageError) {
        let count = try entries().count
        var writer = ByteWriter(capacity: Self.entryBytes)
        writer.write(Self.version)
        writer.write(range.producerId)
        writer.write(range.firstOffset)
        writer.write(range.lastOffset)
        writer.write(range.lastStableOffset)
        if try !exists() {
            try file.create()
            isThere = true
        }
        try writer.withUnsafeBytes { (bytes) throws(StorageError) in
            try file.write(
                bytes, UnsafeRawBufferPointer(start: nil, count: 0),
                at: Int64(count * Self.entryBytes))
        }
        loaded?.append(range)
        pool.indexes.charge(seat, cost: (count + 1) * MemoryLayout<AbortedRange>.stride)
    }

    /// Forgets transactions whose marker stands at or above `offset`.
    func truncate(to offset: Int64) throws(StorageError) {
        let before = try entries()
        let kept = before.filter { $0.lastOffset < offset }
        guard kept.count < before.count else { return }
        try file.truncate(to: Int64(kept.count * Self.entryBytes))
        hold(kept)
    }

    /// Forgets everything, to be rebuilt.
    func reset() throws(StorageError) {
        file.close()
        if try exists() { try pool.disk.unlink(path) }
        isThere = false
        hold([])
    }

    /// Makes the entries durable.
    func sync() throws(StorageError) { try file.sync() }

    /// Lets the descriptor go.
    func close() { file.close() }

    func evict() -> Bool {
        loaded = nil
        return true
    }

    private func exists() throws(StorageError) -> Bool {
        if let isThere { return isThere }
        let found = try pool.disk.exists(path)
        isThere = found
        return found
    }

    private func forget() {
        guard loaded != nil else { return }
        loaded = nil
        pool.indexes.leave(seat)
    }

    private func hold(_ entries: [AbortedRange]) {
        forget()
        loaded = entries
        seat = pool.indexes.admit(
            self, cost: entries.count * MemoryLayout<AbortedRange>.stride)
    }

    private func read() throws(StorageError) -> ByteSlice {
        let opened = try file.opened()
        let size = try opened.size()
        guard size <= SmallFile.bytesMax else {
            throw StorageError(
                .corrupt, operation: "read", path: path, found: "\(size) bytes are too many")
        }
        return try opened.read(position: 0, count: Int(size))
    }

    private static func decode(
        _ bytes: ByteSlice, path: String
    ) throws(StorageError) -> [AbortedRange] {
        var reader = ByteReader(bytes)
        var found: [AbortedRange] = []
        func corrupt(_ what: String) -> StorageError {
            StorageError(
                .corrupt, operation: "read", path: path, position: Int64(reader.position),
                found: what)
        }
        do {
            while reader.remaining > 0 {
                let version = try reader.readInt16()
                guard version == Self.version else {
                    throw corrupt("version \(version) of an entry")
                }
                let range = AbortedRange(
                    producerId: try reader.readInt64(), firstOffset: try reader.readInt64(),
                    lastOffset: try reader.readInt64(),
                    lastStableOffset: try reader.readInt64())
                guard range.lastOffset > found.last?.lastOffset ?? -1 else {
                    throw corrupt("marker offset \(range.lastOffset) is out of order")
                }
                found.append(range)
            }
        } catch let error as StorageError {
            throw error
        } catch {
            throw corrupt("\(error)")
        }
        return found
    }
}

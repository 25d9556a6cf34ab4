// SPDX-License-Identifier: Apache-2.0

import LogContract

/// A file that is opened when it is used, and closed again when too many are open.
final class LazyFile: Resident {
    let path: String
    private let pool: FilePool
    private var file: (any DiskFile)?
    /// The file when it is open at the moment.
    var openFile: (any DiskFile)? { file }
    private var seat = 0
    /// Written since it was last made durable.
    private var isDirty: Bool
    var wasUsed = false

    /// With `mayBeUnsynced` an earlier process may have written what is not durable yet.
    init(_ path: String, in pool: FilePool, mayBeUnsynced: Bool = false) {
        self.path = path
        self.pool = pool
        isDirty = mayBeUnsynced
    }

    deinit { close() }

    /// The open file; `mode` says what to do when it is not open.
    func opened(_ mode: DiskOpenMode = .existing) throws(StorageError) -> any DiskFile {
        if let file {
            wasUsed = true
            return file
        }
        let opened = try pool.disk.open(path, mode)
        seat = pool.descriptors.admit(self, cost: 1)
        file = opened
        return opened
    }

    /// Makes the file anew, empty.
    func create() throws(StorageError) {
        close()
        _ = try opened(.truncate)
        isDirty = true
    }

    /// Writes as `DiskFile` does.
    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        let file = try opened()
        isDirty = true
        try file.write(first, second, at: position)
    }

    func truncate(to size: Int64) throws(StorageError) {
        let file = try opened()
        isDirty = true
        try file.truncate(to: size)
    }

    /// Makes what was written durable, if anything was.
    ///
    /// A file that was closed in between is opened again: the system remembers a failed
    /// write-back until somebody was told.
    func sync() throws(StorageError) {
        guard isDirty else { return }
        let file = try opened()
        try file.sync()
        isDirty = false
    }

    /// Lets the descriptor go; who got the file before keeps it open.
    func close() {
        guard file != nil else { return }
        file = nil
        pool.descriptors.leave(seat)
    }

    func evict() -> Bool {
        file = nil
        return true
    }
}

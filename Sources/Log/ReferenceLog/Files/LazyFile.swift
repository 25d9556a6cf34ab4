// SPDX-License-Identifier: Apache-2.0

import LogContract

/// A file that is opened when it is used, and closed again when too many are open.
final class LazyFile: Resident {
    /// An open file as something that can be lent without a claim on it.
    private final class Loan {
        let file: any DiskFile

        init(_ file: any DiskFile) { self.file = file }
    }

    let path: String
    private let pool: FilePool
    private var loan: Loan? {
        didSet { lent = loan.map { .passUnretained($0) } }
    }
    /// The same without a claim, for what is done once a batch; `loan` keeps it.
    private var lent: Unmanaged<Loan>?
    /// The file when it is open at the moment.
    var openFile: (any DiskFile)? { loan?.file }
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
        if let loan {
            wasUsed = true
            return loan.file
        }
        let opened = try pool.disk.open(path, mode)
        seat = pool.descriptors.admit(self, cost: 1)
        loan = Loan(opened)
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
        guard let lent else {
            let file = try opened()
            isDirty = true
            return try file.write(first, second, at: position)
        }
        wasUsed = true
        isDirty = true
        // No disk closes a file that it is writing.
        let failure: StorageError? = lent._withUnsafeGuaranteedRef { loan in
            do throws(StorageError) {
                try loan.file.write(first, second, at: position)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Writes as `DiskFile` does.
    func write(_ parts: [UnsafeRawBufferPointer], at position: Int64) throws(StorageError) {
        let file = try opened()
        isDirty = true
        try file.write(parts, at: position)
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
        guard loan != nil else { return }
        loan = nil
        pool.descriptors.leave(seat)
    }

    func evict() -> Bool {
        loan = nil
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import LogContract

/// The state of a simulated disk and of the process that uses it.
///
/// Nodes are never removed while the process runs, so an unlinked file stays readable through a
/// handle.
struct DiskImage {
    static let root = 0

    var files: [Int: FileNode] = [:]
    var directories: [Int: DirectoryNode] = [root: DirectoryNode()]
    var nextNode = root + 1
    /// Locked paths; gone with the process.
    var locks: Set<String> = []
    var faults: [DiskFault] = []
    /// Counts the processes that have used the disk: handles of earlier ones are dead.
    var generation = 0
    /// Whether a crash has happened and nobody has started again.
    var isDown = false
    /// Calls so far that change something.
    var changeCount = 0
    /// The calls since tracing began; nil while it is off.
    var trace: [DiskCall]?
    var tracesReads = false
    let clock: any LogContract.Clock

    init(clock: any LogContract.Clock) { self.clock = clock }

    /// Notes a call, and fails when a fault is due; returns how many bytes of a write still go
    /// through, nil for all, with the error to throw then.
    mutating func begin(
        _ operation: DiskCall.Operation, _ path: String, _ detail: String = ""
    ) throws(StorageError) -> (bytes: Int, error: StorageError)? {
        guard !isDown else {
            throw Self.failure(operation, path, EIO, "the process has ended")
        }
        let call = DiskCall(operation: operation, path: path, detail: detail)
        if operation.isChange { changeCount += 1 }
        switch dueFault(call) {
        case nil:
            note(call)
            return nil
        case .crash:
            isDown = true
            throw Self.failure(operation, path, EIO, "the process ends here")
        case .inputOutput:
            note(call, "fails")
            throw Self.failure(operation, path, EIO, "input/output error")
        case .noSpace:
            note(call, "fails")
            throw Self.failure(operation, path, ENOSPC, "no space left on device")
        case .shortWrite(let bytes):
            note(call, "stops after \(bytes)")
            let error = Self.failure(operation, path, ENOSPC, "no space left on device")
            guard operation == .write else { throw error }
            return (bytes, error)
        }
    }

    /// Fails a handle of a process that has ended.
    func check(_ generation: Int, _ path: String) throws(StorageError) {
        guard generation == self.generation else {
            throw Self.failure(.read, path, EBADF, "a handle of an earlier process")
        }
    }

    private mutating func dueFault(_ call: DiskCall) -> DiskFault.Kind? {
        for index in faults.indices where faults[index].canHit(call) {
            if faults[index].skipping > 0 {
                faults[index].skipping -= 1
                continue
            }
            let fault = faults[index]
            if !fault.isLasting { faults.remove(at: index) }
            return fault.kind
        }
        return nil
    }

    private mutating func note(_ call: DiskCall, _ outcome: String = "") {
        guard trace != nil, tracesReads || call.operation.isChange else { return }
        var call = call
        if !outcome.isEmpty { call.detail += call.detail.isEmpty ? outcome : " \(outcome)" }
        trace?.append(call)
    }

    static func failure(
        _ operation: DiskCall.Operation, _ path: String, _ number: Int32, _ found: String
    ) -> StorageError {
        let code: StorageError.Code =
            switch number {
            case ENOSPC: .noSpace
            case ENOENT: .missing
            case EEXIST, EAGAIN: .conflict
            default: .io
            }
        return StorageError(
            code, operation: operation.rawValue, path: path, errno: number, found: found)
    }
}

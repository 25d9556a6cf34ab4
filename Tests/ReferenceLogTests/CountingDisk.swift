// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog
import Synchronization

/// The real disk, which counts what is open on it.
final class CountingDisk: PassingDisk {
    let real = PosixDisk()
    private struct Counts {
        var open = 0
        var openMax = 0
        var opened = 0
    }

    private let counts = Mutex(Counts())

    /// Most files that were open at once.
    var openMax: Int { counts.withLock { $0.openMax } }
    /// How often a file was opened.
    var opened: Int { counts.withLock { $0.opened } }

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        let file = try real.open(path, mode)
        counts.withLock {
            $0.open += 1
            $0.opened += 1
            $0.openMax = max($0.openMax, $0.open)
        }
        return CountedFile(file, on: self)
    }

    func closed() { counts.withLock { $0.open -= 1 } }
}

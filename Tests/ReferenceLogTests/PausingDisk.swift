// SPDX-License-Identifier: Apache-2.0

import Bytes
import Dispatch
import LogContract
import ReferenceLog

/// The real disk, on which the first sync of one file waits until it is told to go on.
final class PausingDisk: PassingDisk {
    let real = PosixDisk()
    let suffix: String
    /// Signalled when the sync has begun.
    let began = DispatchSemaphore(value: 0)
    /// Lets it go on.
    let goOn = DispatchSemaphore(value: 0)

    /// `suffix` is how the file's path ends.
    init(pausingAt suffix: String) { self.suffix = suffix }

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        let file = try real.open(path, mode)
        return path.hasSuffix(suffix) ? PausingFile(file, on: self) : file
    }
}

/// The file of `PausingDisk` that waits.
final class PausingFile: PassingFile {
    let real: any DiskFile
    private let disk: PausingDisk

    init(_ real: any DiskFile, on disk: PausingDisk) {
        self.real = real
        self.disk = disk
    }

    func sync() throws(StorageError) {
        disk.began.signal()
        disk.goOn.wait()
        try real.sync()
    }
}

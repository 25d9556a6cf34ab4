// SPDX-License-Identifier: Apache-2.0

import LogContract
import ReferenceLog
import Synchronization

/// The real disk, which notes how many parts each writing to a log took.
final class PartCountingDisk: PassingDisk {
    let real = PosixDisk()
    let parts = Mutex<[Int]>([])

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        PartCountedFile(try real.open(path, mode), on: self)
    }
}

/// A file of `PartCountingDisk`.
final class PartCountedFile: PassingFile {
    let real: any DiskFile
    private let disk: PartCountingDisk

    init(_ real: any DiskFile, on disk: PartCountingDisk) {
        self.real = real
        self.disk = disk
    }

    private func note(_ count: Int) {
        if path.hasSuffix(".log") { disk.parts.withLock { $0.append(count) } }
    }

    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        note(2)
        try real.write(first, second, at: position)
    }

    func write(
        _ parts: [UnsafeRawBufferPointer], at position: Int64
    ) throws(StorageError) {
        note(parts.count)
        try real.write(parts, at: position)
    }
}

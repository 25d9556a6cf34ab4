// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// A file of `CountingDisk`.
final class CountedFile: PassingFile {
    let real: any DiskFile
    private let disk: CountingDisk

    init(_ real: any DiskFile, on disk: CountingDisk) {
        self.real = real
        self.disk = disk
    }

    deinit { disk.closed() }
}

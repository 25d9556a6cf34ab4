// SPDX-License-Identifier: Apache-2.0

import Broker
import Glibc

extension LogDirectory {
    /// The directory at `path`, with the space of the file system it is on.
    init(onDisk path: String) {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        let absolute = resolved.map { String(cString: $0) } ?? path
        self.init(path: absolute) {
            var status = statvfs()
            guard statvfs(absolute, &status) == 0 else { return nil }
            let unit = Int64(clamping: status.f_frsize)
            return Space(
                totalBytes: unit * Int64(clamping: status.f_blocks),
                usableBytes: unit * Int64(clamping: status.f_bavail))
        }
    }
}

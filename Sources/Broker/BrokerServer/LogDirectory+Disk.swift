// SPDX-License-Identifier: Apache-2.0

package import Broker
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
            return Space(
                totalBytes: Self.bytes(of: status.f_blocks, unit: status.f_frsize),
                usableBytes: Self.bytes(of: status.f_bavail, unit: status.f_frsize))
        }
    }

    /// A file system may say what it likes: more bytes than can be told are as many as can be.
    package static func bytes(of blocks: UInt, unit: UInt) -> Int64 {
        let (bytes, overflows) = blocks.multipliedReportingOverflow(by: unit)
        return overflows ? .max : Int64(clamping: bytes)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a report goes: a file, or standard output when it is called `-`.
package enum ReportFile {
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Writes `text`; a file that exists is replaced only by a whole one.
    package static func write(_ text: String, to path: String) throws(Failure) {
        if path == "-" {
            if let code = StandardStream.write(text, to: STDOUT_FILENO) {
                throw failure("standard output", code)
            }
            return
        }
        // A pipe or device is written in place, nothing can be renamed over it.
        var status = stat()
        let isOther = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        let target = isOther ? path : "\(path).part-\(getpid())"
        let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path, errno) }
        let code = StandardStream.write(text, to: descriptor)
        close(descriptor)
        if let code {
            if !isOther { unlink(target) }
            throw failure(path, code)
        }
        if !isOther, rename(target, path) != 0 { throw failure(path, errno) }
    }

    /// Fails when `path` could not be written later: better known before a long run than after.
    package static func checkWritable(_ path: String) throws(Failure) {
        if path == "-" { return }
        let existed = access(path, F_OK) == 0
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
        // A pipe without a reader yet is fine.
        guard descriptor >= 0 || errno == ENXIO else { throw failure(path, errno) }
        if descriptor >= 0 { close(descriptor) }
        if !existed { unlink(path) }
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        Failure(description: "cannot write \(path): \(String(cString: strerror(code)))")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc

/// Lines that go out as they are found, to a file or to standard output, a block at a time.
final class LineOutput {
    private let descriptor: Int32
    private let name: String
    private var pending = ""
    private static let blockBytes = 64 << 10

    /// Opens `path`; nil and `-` are standard output.
    init(_ path: String?) throws(CommandError) {
        guard let path, path != "-" else {
            descriptor = STDOUT_FILENO
            name = "standard output"
            return
        }
        name = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandError(
                "cannot write \(path): \(String(cString: strerror(errno)))", status: 1)
        }
    }

    deinit {
        if descriptor != STDOUT_FILENO { close(descriptor) }
    }

    /// Adds a line; false once nobody reads standard output any more, as behind `| head`.
    @discardableResult
    func line(_ text: String) throws(CommandError) -> Bool {
        pending += text
        pending += "\n"
        return pending.utf8.count < Self.blockBytes ? true : try flush()
    }

    /// Writes what is left.
    func finish() throws(CommandError) { _ = try flush() }

    private func flush() throws(CommandError) -> Bool {
        let isWritten = Program.write(pending, to: descriptor)
        pending.removeAll(keepingCapacity: true)
        if isWritten { return true }
        if errno == EPIPE { return false }
        throw CommandError(
            "cannot write \(name): \(String(cString: strerror(errno)))", status: 1)
    }
}

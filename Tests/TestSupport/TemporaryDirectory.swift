// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of its own for one test, removed with everything in it when the value goes.
package struct TemporaryDirectory: ~Copyable {
    package let path: String

    package init() throws {
        var template = Array("\(NSTemporaryDirectory())/assay-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        path = made
    }

    /// The place of `name` in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes `text` to `name` in it, and returns its place.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: file(name), atomically: false, encoding: .utf8)
        return file(name)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

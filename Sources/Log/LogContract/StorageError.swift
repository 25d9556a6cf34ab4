// SPDX-License-Identifier: Apache-2.0

/// The disk failed, or a file says what cannot be.
package struct StorageError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// A system call failed; `errno` says how.
        case io
        /// No room left: the write was rolled back.
        case noSpace
        /// A file's content is not what its format allows.
        case corrupt
        /// The file or directory is not there.
        case missing
        /// The file or directory is there already, or is locked by another process.
        case conflict
        /// The log directory went offline after an earlier failure.
        case offline
    }

    package var code: Code
    /// What was being done, as one word where it is a system call: `pwrite`, `fdatasync`, `open`.
    package var operation: String
    package var path: String
    /// Byte position in the file, where one is known.
    package var position: Int64?
    /// The system's error number, where a call failed.
    package var errno: Int32?
    /// What was found, in a few words.
    package var found: String

    package init(
        _ code: Code, operation: String, path: String, position: Int64? = nil,
        errno: Int32? = nil, found: String = ""
    ) {
        self.code = code
        self.operation = operation
        self.path = path
        self.position = position
        self.errno = errno
        self.found = found
    }
}

extension StorageError: CustomStringConvertible {
    package var description: String {
        let place = position.map { " at \($0)" } ?? ""
        let number = errno.map { " (errno \($0))" } ?? ""
        let what = found.isEmpty ? code.rawValue : found
        return "\(operation) \(path)\(place): \(what)\(number)"
    }
}

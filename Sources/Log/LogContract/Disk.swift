// SPDX-License-Identifier: Apache-2.0

/// The file system as an engine sees it: real, or simulated with faults.
///
/// Paths are absolute or relative to the process, `/` between their parts. Every call is
/// synchronous and either did all of what it says or throws.
package protocol Disk: AnyObject, Sendable {
    /// Opens a file for reading and writing.
    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile

    /// Takes an advisory lock on a file, made when missing, for as long as the result lives; a
    /// `conflict` when another holder has it.
    func lock(_ path: String) throws(StorageError) -> any DiskFile

    /// Names in a directory, without `.` and `..`, sorted.
    func list(_ directory: String) throws(StorageError) -> [String]

    /// Whether something has this name.
    func exists(_ path: String) throws(StorageError) -> Bool

    /// Last change of a file's content, in milliseconds since the epoch.
    func modificationMillis(of path: String) throws(StorageError) -> Int64

    /// Sets the last change of a file's content, for one that takes the place of another.
    func setModificationMillis(of path: String, to millis: Int64) throws(StorageError)

    /// Bytes in a file that need not be open.
    func size(of path: String) throws(StorageError) -> Int64

    /// Makes a directory whose parent exists.
    func makeDirectory(_ path: String) throws(StorageError)

    /// Removes an empty directory.
    func removeDirectory(_ path: String) throws(StorageError)

    /// Gives a file or directory another name, replacing a file that has it.
    func rename(_ path: String, to target: String) throws(StorageError)

    /// Removes a file's name; who has it open keeps reading it.
    func unlink(_ path: String) throws(StorageError)

    /// Makes names in a directory durable: those made, changed and removed. A failure is never
    /// `noSpace`.
    func syncDirectory(_ path: String) throws(StorageError)
}

extension Disk {
    package func size(of path: String) throws(StorageError) -> Int64 {
        try open(path, .existing).size()
    }
}

/// How a file is opened.
package enum DiskOpenMode: Sendable {
    /// The file must be there.
    case existing
    /// Made when missing.
    case create
    /// Made when missing, emptied when not.
    case truncate
}

extension Disk {
    /// A disk that keeps no times of its own may leave them be.
    package func setModificationMillis(
        of path: String, to millis: Int64
    ) throws(StorageError) {}
}

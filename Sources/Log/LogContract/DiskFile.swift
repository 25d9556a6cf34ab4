// SPDX-License-Identifier: Apache-2.0

/// An open file; closed when the last reference goes.
package protocol DiskFile: RegionFile {
    /// Its name when it was opened.
    var path: String { get }

    /// Bytes in the file.
    func size() throws(StorageError) -> Int64

    /// Writes `first` and, behind it, `second` in one call; a short write is an error, after
    /// which the bytes from `position` on are unknown.
    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError)

    /// Reads into `buffer` until it is full or the file ends; returns how many bytes.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int

    /// Cuts or extends (with zeros) to `size` bytes.
    func truncate(to size: Int64) throws(StorageError)

    /// Makes content and size durable (`fdatasync`). After a failure nothing may be assumed of
    /// what was written, and a second call proves nothing; it is never `noSpace`.
    func sync() throws(StorageError)
}

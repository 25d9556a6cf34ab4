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

    /// Writes all `parts`, one behind the other, in one call if it can; fails as the other `write`.
    func write(_ parts: [UnsafeRawBufferPointer], at position: Int64) throws(StorageError)

    /// Reads into `buffer` until it is full or the file ends; returns how many bytes.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int

    /// Cuts or extends (with zeros) to `size` bytes.
    func truncate(to size: Int64) throws(StorageError)

    /// Has the disk set room aside for `count` bytes from `position`, so that writing them later
    /// costs less; the file stays as it is, and cutting it to its size gives the room back.
    ///
    /// A wish: a disk that cannot does nothing.
    func reserve(from position: Int64, count: Int64)

    /// Makes content and size durable (`fdatasync`). After a failure nothing may be assumed of
    /// what was written, and a second call proves nothing; it is never `noSpace`.
    func sync() throws(StorageError)
}

extension DiskFile {
    /// For a disk that takes two parts a call.
    package func write(
        _ parts: [UnsafeRawBufferPointer], at position: Int64
    ) throws(StorageError) {
        var position = position
        for index in stride(from: 0, to: parts.count, by: 2) {
            let second =
                index + 1 < parts.count
                ? parts[index + 1] : UnsafeRawBufferPointer(start: nil, count: 0)
            try write(parts[index], second, at: position)
            position += Int64(parts[index].count + second.count)
        }
    }

    package func reserve(from position: Int64, count: Int64) {}
}

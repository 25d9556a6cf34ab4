// SPDX-License-Identifier: Apache-2.0

import Bytes
import Glibc
import LogContract

/// The few ways in which a repair changes files; each is on the disk itself when it returns.
enum OutputFile {
    /// Writes a whole file under another name and then gives it its own.
    static func replace(_ path: String, with bytes: ByteSlice) throws(StorageError) {
        let staging = path + ".tmp"
        let descriptor = try create(staging)
        defer { close(descriptor) }
        try write(bytes, to: descriptor, path: staging)
        guard fsync(descriptor) == 0 else { throw InputFile.failure("fsync", staging) }
        try rename(staging, to: path)
    }

    /// Copies the bytes of `path` from `position` on to a file of their own.
    static func copyTail(
        of path: String, from position: Int64, to target: String
    ) throws(StorageError) {
        let source = try InputFile(path)
        let descriptor = try create(target)
        defer { close(descriptor) }
        let chunk = ByteStorage(capacity: 1 << 20)
        var place = position
        while place < source.size {
            let count = try source.read(
                into: UnsafeMutableRawBufferPointer(start: chunk.base, count: chunk.capacity),
                at: place)
            if count == 0 { break }
            try write(
                ByteSlice(storage: chunk, start: 0, count: count), to: descriptor, path: target)
            place += Int64(count)
        }
        guard fsync(descriptor) == 0 else { throw InputFile.failure("fsync", target) }
        try syncFolder(of: target)
    }

    static func truncate(_ path: String, to size: Int64) throws(StorageError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputFile.failure("open", path) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0 else {
            throw InputFile.failure("ftruncate", path, position: size)
        }
    }

    static func rename(_ path: String, to target: String) throws(StorageError) {
        guard Glibc.rename(path, target) == 0 else { throw InputFile.failure("rename", path) }
        try syncFolder(of: target)
    }

    /// A name beside `path` that nothing has yet.
    static func free(_ path: String) -> String {
        var name = path
        var number = 1
        while FolderListing.exists(name) {
            number += 1
            name = "\(path.dropLast(".corrupt".count)).\(number).corrupt"
        }
        return name
    }

    private static func create(_ path: String) throws(StorageError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw InputFile.failure("open", path) }
        return descriptor
    }

    private static func write(
        _ bytes: ByteSlice, to descriptor: Int32, path: String
    ) throws(StorageError) {
        defer { withExtendedLifetime(bytes.storage) {} }
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(descriptor, bytes.base + done, bytes.count - done)
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw InputFile.failure("write", path, position: Int64(done))
            }
        }
    }

    private static func syncFolder(of path: String) throws(StorageError) {
        let folder = FolderListing.parent(path)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputFile.failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw InputFile.failure("fsync", folder) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The process that has a lock somebody else wants, found out so that a person can be told.
package struct LockHolder: Hashable, Sendable {
    package let pid: Int32
    /// The program's name as the system knows it; empty where it cannot be read.
    package let program: String

    private static let namesMax = 1 << 16

    /// Finds who keeps the file that is open as `descriptor` from being locked; nil where that cannot
    /// be seen, as of another user's process or one outside of this container.
    package init?(of descriptor: Int32) {
        var request = flock()
        request.l_type = Int16(F_WRLCK)
        request.l_whence = Int16(SEEK_SET)
        guard fcntl(descriptor, F_GETLK, &request) == 0, request.l_type != Int16(F_UNLCK) else {
            return nil
        }
        // A record lock, as the JVM takes it, has an owner; a lock of an open file has none, and is
        // looked for among the files that processes have open.
        guard let pid = request.l_pid > 0 ? request.l_pid : Self.search(descriptor) else {
            return nil
        }
        self.pid = pid
        program = Self.line("/proc/\(pid)/comm")
    }

    /// That `path` cannot be locked, by whom where that is known, and what a person can do.
    package static func conflict(
        on descriptor: Int32, at path: String, advice: String
    ) -> StorageError {
        let holder = LockHolder(of: descriptor)
        return StorageError(
            .conflict, operation: "lock", path: path,
            found: "\(holder?.text ?? "another process") holds the directory: \(advice)")
    }

    private var text: String { program.isEmpty ? "process \(pid)" : "process \(pid) (\(program))" }

    /// The process that holds a lock on the same file, by what `/proc` says of its descriptors.
    private static func search(_ descriptor: Int32) -> Int32? {
        var wanted = stat()
        guard fstat(descriptor, &wanted) == 0 else { return nil }
        for process in names("/proc") {
            guard let pid = Int32(process) else { continue }
            for number in names("/proc/\(pid)/fd") {
                var found = stat()
                guard stat("/proc/\(pid)/fd/\(number)", &found) == 0,
                    found.st_ino == wanted.st_ino, found.st_dev == wanted.st_dev,
                    lines("/proc/\(pid)/fdinfo/\(number)").contains(where: {
                        $0.hasPrefix("lock:")
                    })
                else { continue }
                return pid
            }
        }
        return nil
    }

    private static func names(_ directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream), names.count < namesMax {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { field in
                    field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    private static func line(_ path: String) -> String { lines(path).first ?? "" }

    /// The first lines of a small file, without what could do harm on a terminal.
    private static func lines(_ path: String) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        return buffer.prefix(max(count, 0)).split(separator: 0x0A).map { line in
            String(decoding: line.map { (0x20..<0x7F).contains($0) ? $0 : 0x3F }, as: UTF8.self)
        }
    }
}

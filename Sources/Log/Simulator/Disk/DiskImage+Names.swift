// SPDX-License-Identifier: Apache-2.0

import Glibc
import LogContract

extension DiskImage {
    /// The number of what has this name; nil when nothing has.
    func node(_ path: String) -> Int? {
        var node = Self.root
        for part in path.split(separator: "/") where part != "." {
            guard let next = directories[node]?.entries[String(part)] else { return nil }
            node = next
        }
        return node
    }

    /// The directory that a name stands in, and the name.
    func place(
        of path: String, _ operation: DiskCall.Operation
    ) throws(StorageError) -> (directory: Int, name: String) {
        let parts = path.split(separator: "/")
        guard let name = parts.last,
            let directory = node(parts.dropLast().joined(separator: "/")),
            directories[directory] != nil
        else { throw Self.failure(operation, path, ENOENT, "no such directory") }
        return (directory, String(name))
    }

    mutating func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> Int {
        let operation: DiskCall.Operation
        let found = node(path)
        switch (mode, found) {
        case (.existing, _), (.create, .some): operation = .open
        case (_, nil): operation = .create
        case (.truncate, .some): operation = .empty
        }
        _ = try begin(operation, path)
        if let found {
            guard files[found] != nil else {
                throw Self.failure(operation, path, EISDIR, "is a directory")
            }
            if mode == .truncate { resize(found, to: 0) }
            return found
        }
        guard mode != .existing else {
            throw Self.failure(operation, path, ENOENT, "no such file")
        }
        let place = try place(of: path, operation)
        let made = takeNode()
        files[made] = FileNode(modifiedMillis: clock.nowMillis)
        directories[place.directory, default: DirectoryNode()]
            .apply(.init(added: (place.name, made)))
        return made
    }

    mutating func takeNode() -> Int {
        defer { nextNode += 1 }
        return nextNode
    }

    mutating func lock(_ path: String) throws(StorageError) -> Int {
        let operation: DiskCall.Operation = .lock
        guard !locks.contains(path) else {
            throw Self.failure(operation, path, EAGAIN, "another process holds the lock")
        }
        _ = try begin(operation, path)
        locks.insert(path)
        if let found = node(path) { return found }
        let place = try place(of: path, operation)
        let made = takeNode()
        files[made] = FileNode(modifiedMillis: clock.nowMillis)
        directories[place.directory, default: DirectoryNode()]
            .apply(.init(added: (place.name, made)))
        return made
    }

    mutating func list(_ path: String) throws(StorageError) -> [String] {
        _ = try begin(.read, path)
        guard let node = node(path), let directory = directories[node] else {
            throw Self.failure(.read, path, ENOENT, "no such directory")
        }
        return directory.entries.keys.sorted()
    }

    mutating func makeDirectory(_ path: String) throws(StorageError) {
        _ = try begin(.makeDirectory, path)
        let place = try place(of: path, .makeDirectory)
        guard directories[place.directory]?.entries[place.name] == nil else {
            throw Self.failure(.makeDirectory, path, EEXIST, "file exists")
        }
        let made = takeNode()
        directories[made] = DirectoryNode()
        directories[place.directory, default: DirectoryNode()]
            .apply(.init(added: (place.name, made)))
    }

    mutating func removeDirectory(_ path: String) throws(StorageError) {
        _ = try begin(.removeDirectory, path)
        let place = try place(of: path, .removeDirectory)
        guard let node = node(path), let directory = directories[node] else {
            throw Self.failure(.removeDirectory, path, ENOENT, "no such directory")
        }
        guard directory.entries.isEmpty else {
            throw Self.failure(.removeDirectory, path, ENOTEMPTY, "directory not empty")
        }
        directories[place.directory, default: DirectoryNode()].apply(.init(removed: place.name))
    }

    mutating func unlink(_ path: String) throws(StorageError) {
        _ = try begin(.unlink, path)
        let place = try place(of: path, .unlink)
        guard let node = node(path), files[node] != nil else {
            throw Self.failure(.unlink, path, ENOENT, "no such file")
        }
        directories[place.directory, default: DirectoryNode()].apply(.init(removed: place.name))
    }

    mutating func rename(_ path: String, to target: String) throws(StorageError) {
        _ = try begin(.rename, path, "-> " + (target.split(separator: "/").last ?? ""))
        let from = try place(of: path, .rename)
        let to = try place(of: target, .rename)
        guard let node = node(path) else {
            throw Self.failure(.rename, path, ENOENT, "no such file")
        }
        if let replaced = self.node(target), directories[replaced] != nil {
            throw Self.failure(.rename, target, EEXIST, "a directory has the name")
        }
        let added = (to.name, node)
        if from.directory == to.directory {
            directories[from.directory, default: DirectoryNode()]
                .apply(.init(removed: from.name, added: added))
        } else {
            directories[to.directory, default: DirectoryNode()].apply(.init(added: added))
            directories[from.directory, default: DirectoryNode()]
                .apply(.init(removed: from.name))
        }
    }

    mutating func syncDirectory(_ path: String) throws(StorageError) {
        _ = try begin(.syncDirectory, path)
        guard let node = node(path), directories[node] != nil else {
            throw Self.failure(.syncDirectory, path, ENOENT, "no such directory")
        }
        directories[node, default: DirectoryNode()].sync()
    }
}

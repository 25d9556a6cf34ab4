// SPDX-License-Identifier: Apache-2.0

import Glibc
import LogContract

extension DiskImage {
    func file(
        _ node: Int, _ operation: DiskCall.Operation, _ path: String
    ) throws(StorageError) -> FileNode {
        guard let file = files[node] else {
            throw Self.failure(operation, path, ENOENT, "no such file")
        }
        return file
    }

    mutating func resize(_ node: Int, to size: Int) {
        let now = clock.nowMillis
        files[node, default: FileNode(modifiedMillis: now)].resize(to: size)
        files[node, default: FileNode(modifiedMillis: now)].modifiedMillis = now
    }

    mutating func write(
        _ bytes: [UInt8], to node: Int, at position: Int, _ path: String
    ) throws(StorageError) {
        let cut = try begin(.write, path, "\(position)+\(bytes.count)")
        let now = clock.nowMillis
        files[node, default: FileNode(modifiedMillis: now)]
            .write(bytes.prefix(cut?.bytes ?? bytes.count), at: position)
        files[node, default: FileNode(modifiedMillis: now)].modifiedMillis = now
        if let cut { throw cut.error }
    }

    mutating func read(
        _ node: Int, at position: Int, count: Int, _ path: String
    ) throws(StorageError) -> [UInt8] {
        _ = try begin(.read, path, "\(position)+\(count)")
        let file = try file(node, .read, path)
        let end = min(position + count, file.content.count)
        guard position < end else { return [] }
        var bytes = Array(file.content[position..<end])
        for (flipped, mask) in file.flips where (position..<end).contains(flipped) {
            bytes[flipped - position] ^= mask
        }
        return bytes
    }

    mutating func truncate(
        _ node: Int, to size: Int, _ path: String
    ) throws(StorageError) {
        _ = try begin(.truncate, path, "\(size)")
        resize(node, to: size)
    }

    mutating func sync(_ node: Int, _ path: String) throws(StorageError) {
        do {
            _ = try begin(.sync, path)
        } catch {
            // After a failed fsync the kernel holds the pages for clean.
            if !isDown { files[node, default: FileNode(modifiedMillis: 0)].forgetDirty() }
            throw error
        }
        files[node, default: FileNode(modifiedMillis: 0)].sync()
    }
}

extension DiskImage {
    /// The process ends, however it did: locks and handles are gone, the page cache stays.
    mutating func restart() {
        generation += 1
        isDown = false
        locks = []
        removeUnreachable()
    }

    /// The machine loses power: what was not synced is there in part.
    mutating func losePower(_ loss: PowerLoss) {
        var choices = PowerLossChoices(loss)
        for node in directories.keys.sorted() {
            directories[node, default: DirectoryNode()].losePower(&choices)
        }
        removeUnreachable()
        for node in files.keys.sorted() {
            files[node, default: FileNode(modifiedMillis: 0)].losePower(&choices)
        }
        restart()
    }

    private mutating func removeUnreachable() {
        var seen: Set<Int> = []
        var waiting = [Self.root]
        while let node = waiting.popLast() {
            guard seen.insert(node).inserted, let directory = directories[node] else { continue }
            waiting += directory.reachable
        }
        files = files.filter { seen.contains($0.key) }
        directories = directories.filter { seen.contains($0.key) }
    }
}

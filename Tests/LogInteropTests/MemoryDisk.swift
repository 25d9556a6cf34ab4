// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import Synchronization

/// A file system in memory that can be copied in microseconds, and that refuses to be worked
/// for ever: what loops over hostile files is found by the calls it makes.
final class MemoryDisk: Disk {
    private struct State {
        /// The files of each directory by name.
        var directories: [String: [String: MemoryFile.Content]] = [:]
        var locked: Set<String> = []
    }

    private let state: Mutex<State>
    let budget: CallBudget

    init(callsMax: Int = 1_000_000) {
        state = Mutex(State())
        budget = CallBudget(callsMax)
    }

    private init(_ directories: [String: [String: MemoryFile.Content]], callsMax: Int) {
        state = Mutex(State(directories: directories))
        budget = CallBudget(callsMax)
    }

    /// The same files again; what is done to one copy does not show in the other.
    func copy(callsMax: Int = 1_000_000) -> MemoryDisk {
        let directories = state.withLock { state in
            state.directories.mapValues { $0.mapValues { $0.copy() } }
        }
        return MemoryDisk(directories, callsMax: callsMax)
    }

    /// Takes the files at `path` of the real disk, and those of some folders there.
    func load(_ path: String, into directory: String, folders: [String]) throws {
        let below = folders.map { "\($0)/" }
        try makeDirectory(directory)
        for folder in folders { try makeDirectory("\(directory)/\(folder)") }
        for folder in [""] + below {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)") {
                let source = "\(path)/\(folder)\(name)"
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder),
                    !isFolder.boolValue
                else { continue }
                self["\(directory)/\(folder)\(name)"] = Array(
                    try Data(contentsOf: URL(filePath: source)))
            }
        }
    }

    /// Bytes in all files.
    var bytesInUse: Int {
        state.withLock { state in
            state.directories.values.reduce(0) { sum, files in
                files.values.reduce(sum) { $0 + $1.bytes.count }
            }
        }
    }

    /// Every file, in one order.
    var paths: [String] {
        state.withLock { state in
            state.directories.flatMap { directory, files in
                files.keys.map { "\(directory)/\($0)" }
            }
        }.sorted()
    }

    /// A file's whole content, or nil when it is not there; set to nil to remove it.
    subscript(path: String) -> [UInt8]? {
        get { content(path)?.bytes }
        set {
            let (directory, name) = Self.split(path)
            state.withLock { state in
                state.directories[directory, default: [:]][name] = newValue.map {
                    MemoryFile.Content($0)
                }
            }
        }
    }

    private func content(_ path: String) -> MemoryFile.Content? {
        let (directory, name) = Self.split(path)
        return state.withLock { $0.directories[directory]?[name] }
    }

    static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        try budget.spend("open", path)
        let (directory, name) = Self.split(path)
        let opened = state.withLock { state -> MemoryFile.Content? in
            if let found = state.directories[directory]?[name] { return found }
            guard mode != .existing, state.directories[directory] != nil else { return nil }
            let made = MemoryFile.Content([])
            state.directories[directory]?[name] = made
            return made
        }
        guard let opened else { throw StorageError(.missing, operation: "open", path: path) }
        if mode == .truncate { opened.bytes = [] }
        return MemoryFile(opened, path: path, budget: budget)
    }

    func lock(_ path: String) throws(StorageError) -> any DiskFile {
        try open(path, .create)
    }

    func list(_ directory: String) throws(StorageError) -> [String] {
        try budget.spend("opendir", directory)
        let prefix = directory + "/"
        let names = state.withLock { state -> [String]? in
            guard let files = state.directories[directory] else { return nil }
            let below = state.directories.keys.filter { $0.hasPrefix(prefix) }
            return files.keys + below.map { String($0.dropFirst(prefix.count)) }
        }
        guard let names else {
            throw StorageError(.missing, operation: "opendir", path: directory)
        }
        return names.filter { !$0.contains("/") }.sorted()
    }

    func exists(_ path: String) throws(StorageError) -> Bool {
        try budget.spend("access", path)
        return content(path) != nil || state.withLock { $0.directories[path] != nil }
    }

    func modificationMillis(of path: String) throws(StorageError) -> Int64 { 1_700_000_000_000 }

    func makeDirectory(_ path: String) throws(StorageError) {
        try budget.spend("mkdir", path)
        let isNew = state.withLock { state in
            state.directories.updateValue(state.directories[path] ?? [:], forKey: path) == nil
        }
        if !isNew { throw StorageError(.conflict, operation: "mkdir", path: path) }
    }

    func removeDirectory(_ path: String) throws(StorageError) {
        try budget.spend("rmdir", path)
        let isRemoved = state.withLock { state in
            guard state.directories[path]?.isEmpty == true else { return false }
            state.directories[path] = nil
            return true
        }
        if !isRemoved { throw StorageError(.io, operation: "rmdir", path: path) }
    }

    func rename(_ path: String, to target: String) throws(StorageError) {
        try budget.spend("rename", path)
        let (directory, name) = Self.split(path)
        let (newDirectory, newName) = Self.split(target)
        let isDone = state.withLock { state in
            if let files = state.directories.removeValue(forKey: path) {
                state.directories[target] = files
                return true
            }
            guard state.directories[newDirectory] != nil,
                let file = state.directories[directory]?.removeValue(forKey: name)
            else { return false }
            state.directories[newDirectory]?[newName] = file
            return true
        }
        if !isDone { throw StorageError(.missing, operation: "rename", path: path) }
    }

    func unlink(_ path: String) throws(StorageError) {
        try budget.spend("unlink", path)
        let (directory, name) = Self.split(path)
        let removed = state.withLock {
            $0.directories[directory]?.removeValue(forKey: name)
        }
        if removed == nil { throw StorageError(.missing, operation: "unlink", path: path) }
    }

    func syncDirectory(_ path: String) throws(StorageError) { try budget.spend("fsync", path) }
}

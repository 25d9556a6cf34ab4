// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Simulator
import WireText

// Commands that concern the disk: what stands on it, and what goes wrong with it.

extension EngineSession {
    func performOnDisk(_ command: ScriptCommand) throws -> [String]? {
        switch command.name {
        case "trace":
            isTracing = !command.has("off")
            if isTracing { disk.startTrace(withReads: command.has("reads")) }
            if !isTracing { disk.stopTrace() }
            return []
        case "files": return files(command)
        case "dump":
            let path = Self.long(try command.word(at: 0))
            return try FileDump.lines(of: path, disk.content(of: path), using: codecs, command)
        case "fail":
            disk.inject(try Self.fault(command))
            return []
        case "heal":
            disk.healAll()
            return []
        case "flip":
            try disk.flip(
                Self.long(command.word(at: 0)), at: command.number("at") ?? 0,
                mask: command.number("mask") ?? 1)
            return []
        case "put": return try put(command)
        case "remove":
            try disk.unlink(Self.long(try command.word(at: 0)))
            return []
        case "check": return []
        case "lose":
            let ending = try command.word(at: 0)
            for file in disk.tree("\(Self.directory)/\(try partition(command))") {
                let endings =
                    ending == "*"
                    ? [".index", ".timeindex", ".txnindex", ".snapshot"] : [ending]
                if endings.contains(where: { file.path.hasSuffix($0) }) {
                    try disk.unlink(file.path)
                }
            }
            return []
        case "cut":
            let path = Self.long(try command.word(at: 0))
            let bytes = try disk.content(of: path)
            try disk.overwrite(path, with: Array(bytes.prefix(command.number("to") ?? 0)))
            return []
        default: return nil
        }
    }

    private func files(_ command: ScriptCommand) -> [String] {
        let below = command.words.first.map(Self.long) ?? Self.directory
        let prefix = command.words.isEmpty ? "" : below + "/"
        return disk.tree(below).compactMap { file in
            guard let bytes = file.bytes else {
                return command.words.isEmpty ? Self.short(file.path) + "/" : nil
            }
            let path = prefix.isEmpty ? file.path : String(file.path.dropFirst(prefix.count))
            return "\(Self.short(path)) \(bytes)"
        }
    }

    /// Writes over a file from outside: `hex=` at `at=`, or the text of the words, a line each.
    private func put(_ command: ScriptCommand) throws -> [String] {
        let path = Self.long(try command.word(at: 0))
        guard let hex = command.options["hex"] else {
            let text = command.words.dropFirst().map {
                $0.replacing("_", with: " ") + "\n"
            }
            try disk.overwrite(path, with: Array(text.joined().utf8))
            return []
        }
        guard let patch = ByteSlice(hex: hex)?.array else {
            throw ScriptError(line: command.line, reason: "\(hex) is not hexadecimal")
        }
        var bytes = (try? disk.content(of: path)) ?? []
        let position: Int = try command.number("at") ?? bytes.count
        let times: Int = try command.number("times") ?? 1
        let patches = Array(repeatElement(patch, count: times).joined())
        let end = position + patches.count
        if bytes.count < end { bytes += Array(repeating: 0, count: end - bytes.count) }
        bytes.replaceSubrange(position..<end, with: patches)
        try disk.overwrite(path, with: bytes)
        return []
    }

    private static func fault(_ command: ScriptCommand) throws(ScriptError) -> DiskFault {
        let kind: DiskFault.Kind
        switch try command.word(at: 0) {
        case "crash": kind = .crash
        case "no-space": kind = .noSpace
        case "short": kind = .shortWrite(bytes: try command.number("bytes") ?? 0)
        case "io": kind = .inputOutput
        default:
            throw ScriptError(line: command.line, reason: "no fault is called \(command.text)")
        }
        var operations: Set<DiskCall.Operation> = []
        for name in (command.options["of"] ?? "").split(separator: ",") {
            guard let operation = DiskCall.Operation(rawValue: String(name)) else {
                throw ScriptError(line: command.line, reason: "no call is named \(name)")
            }
            operations.insert(operation)
        }
        return DiskFault(
            kind, operations: operations, suffix: command.options["suffix"] ?? "",
            skipping: try command.number("skipping") ?? 0, isLasting: command.has("lasting"))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator
import WireText

/// An engine on a simulated disk, driven by the commands of a script.
///
/// One partition is enough for most scripts: where `at=` names no other, a command means
/// `orders-0`.
final class EngineSession {
    static let directory = "logs"
    static let startMillis: Int64 = 1_000_000

    let clock = SimulatedClock(EngineSession.startMillis)
    let disk: SimulatedDisk
    let random: SimulatedRandom
    let codecs = RecordCodecs()
    var options = EngineOptions(clusterId: "cluster", nodeId: 1)
    /// Configs of each log as its owner set them: what an owner sets again after opening.
    var configs: [TopicPartition: LogConfig] = [:]
    var engine: ReferenceLogEngine?
    /// Whether an append moves the high watermark, as with one replica.
    var raisesHighWatermark = true
    /// Whether flush jobs wait for the command `jobs run`, else each runs after its command.
    var holdsJobs = false
    var isTracing = false
    /// Of the leader: what an append carries that names no other.
    var leaderEpoch: Int32 = 0
    /// What the last append gave, for a model that looks on.
    var lastAppend: (batch: RecordBatchBuilder, outcome: Result<AppendResult, AppendRefusal>)?

    /// Called before and after each piece of work of `tick`, for a model that looks on.
    var beforeWork: () -> Void = {}
    var afterWork: () -> Void = {}

    init() {
        disk = SimulatedDisk(clock: clock)
        random = SimulatedRandom(seed: 1)
    }

    /// Runs one command; what it prints.
    ///
    /// A failure of the engine is printed, a command that makes no sense is thrown.
    func run(_ command: ScriptCommand) throws(ScriptError) -> [String] {
        var lines: [String]
        do {
            lines = try perform(command)
            if !holdsJobs { engine?.flushPending() }
        } catch let error as ScriptError {
            throw error
        } catch let error as StorageError {
            lines = ["failed: \(Self.describe(error))"]
        } catch let error as AppendRefusal {
            lines = ["refused: \(Self.describe(error))"]
        } catch let error as ReadRefusal {
            lines = ["refused: \(Self.describe(error))"]
        } catch let error as DeleteRecordsRefusal {
            lines = ["refused: \(Self.describe(error))"]
        } catch {
            lines = ["failed: \(error)"]
        }
        if isTracing { lines += disk.takeTrace().map { "  " + Self.short("\($0)") } }
        return lines
    }

    private func perform(_ command: ScriptCommand) throws -> [String] {
        if let lines = try performOnLog(command) { return lines }
        if let lines = try performOnEngine(command) { return lines }
        if let lines = try performOnDisk(command) { return lines }
        throw ScriptError(line: command.line, reason: "no command is called \(command.name)")
    }

    /// The partition that a command means.
    func partition(_ command: ScriptCommand) throws(ScriptError) -> TopicPartition {
        let name = command.options["at"] ?? "orders-0"
        guard let dash = name.lastIndex(of: "-"), let number = Int32(name[dash...].dropFirst())
        else {
            throw ScriptError(line: command.line, reason: "\(name) is no partition")
        }
        return TopicPartition(topic: String(name[..<dash]), partition: number)
    }

    func log(_ partition: TopicPartition) throws(StorageError) -> any PartitionLog {
        guard let log = try opened().logs[partition] else {
            throw StorageError(.missing, operation: "find", path: "\(partition)")
        }
        return log
    }

    func opened() throws(StorageError) -> ReferenceLogEngine {
        guard let engine else {
            throw StorageError(.offline, operation: "use", path: "engine", found: "not open")
        }
        return engine
    }
}

extension EngineSession {
    /// A path without the log directory, and file names without their leading zeros.
    static func short(_ path: String) -> String {
        var path = path.replacing("\(directory)/", with: "")
        path = path.replacing(/\b\d{20}\b/) { String(Int64($0.output) ?? -1) }
        return path
    }

    /// The path that a short name of a script means.
    static func long(_ name: String) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard let dot = part.firstIndex(of: "."), let number = Int64(part[..<dot]) else {
                return String(part)
            }
            let digits = String(number)
            return String(repeating: "0", count: 20 - digits.count) + digits + part[dot...]
        }
        return "\(directory)/\(parts.joined(separator: "/"))"
    }

    static func describe(_ error: StorageError) -> String {
        let position = error.position.map { " at \($0)" } ?? ""
        let found = error.found.isEmpty ? "" : " (\(error.found))"
        return short("\(error.code) \(error.operation) \(error.path)\(position)\(found)")
    }

    static func describe(_ refusal: AppendRefusal) -> String {
        switch refusal {
        case .corrupt(let why): "corrupt \(why)"
        case .invalidRecord(let why, let faults):
            faults.isEmpty ? "invalidRecord \(why)" : "invalidRecord \(describe(faults))"
        case .invalidTimestamp(_, let faults): "invalidTimestamp \(describe(faults))"
        case .storage(let error): "storage \(describe(error))"
        default: "\(refusal)"
        }
    }

    private static func describe(_ faults: [AppendRefusal.RecordFault]) -> String {
        faults.map { "[\($0.batchIndex)] \($0.message)" }.joined(separator: " ")
    }

    static func describe(_ refusal: ReadRefusal) -> String {
        switch refusal {
        case .offsetOutOfRange(let start, let end): "outOfRange \(start)..<\(end)"
        case .storage(let error): "storage \(describe(error))"
        }
    }

    static func describe(_ refusal: DeleteRecordsRefusal) -> String {
        switch refusal {
        case .storage(let error): "storage \(describe(error))"
        default: "\(refusal)"
        }
    }
}

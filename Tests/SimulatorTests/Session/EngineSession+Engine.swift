// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog
import Simulator
import WireText

// Commands that concern the engine as a whole.

extension EngineSession {
    func performOnEngine(_ command: ScriptCommand) throws -> [String]? {
        switch command.name {
        case "create": return try create(command)
        case "delete":
            let partition = try partition(command)
            try opened().delete(partition)
            configs[partition] = nil
            return []
        case "config": return try config(command)
        case "advance":
            clock.advance(by: try Self.millis(command.word(at: 0), command))
            return []
        case "clean":
            let summary = try opened().clean(partition(command))
            return [
                summary.map {
                    "cleaned to \($0.cleanedEnd), segments \($0.segmentsBefore) to "
                        + "\($0.segmentsAfter), \($0.recordsKept) records kept"
                } ?? "abandoned"
            ]
        case "jobs":
            holdsJobs = command.has("wait")
            if command.has("run") { try opened().flushPending() }
            return []
        case "failure":
            return [try opened().failure.map(Self.describe) ?? "none"]
        case "tick": return try tick(command)
        case "close":
            try opened().close()
            engine = nil
            disk.restart()
            return []
        case "open": return try open()
        case "reopen":
            try opened().close()
            engine = nil
            disk.restart()
            return try open()
        case "crash":
            engine = nil
            disk.restart()
            return command.has("down") ? [] : try open()
        case "power-loss":
            engine = nil
            disk.losePower(try Self.loss(command))
            return command.has("down") ? [] : try open()
        default: return nil
        }
    }

    private func create(_ command: ScriptCommand) throws -> [String] {
        let partition = try partition(command)
        var config = LogConfig()
        try Self.apply(command, to: &config, &options)
        if engine == nil { _ = try open() }
        let topicId = Uuid(high: 0x1122_3344_5566_7788, low: UInt64(partition.partition) + 1)
        _ = try opened().create(partition, topicId: topicId, config: config)
        configs[partition] = config
        return []
    }

    private func config(_ command: ScriptCommand) throws -> [String] {
        let partition = try partition(command)
        var config = configs[partition] ?? LogConfig()
        try Self.apply(command, to: &config, &options)
        configs[partition] = config
        if let engine, let log = engine.logs[partition] { log.config = config }
        return []
    }

    /// Moves the clock to the next work until `for=` has passed, or works once.
    private func tick(_ command: ScriptCommand) throws -> [String] {
        let engine = try opened()
        func work() throws -> Int64 {
            beforeWork()
            defer { afterWork() }
            return try engine.tick()
        }
        guard let span = command.options["for"] else {
            _ = try work()
            return []
        }
        let end = clock.nowMillis + (try Self.millis(span, command))
        while true {
            let next = max(try work(), clock.nowMillis + 1)
            guard next <= end else { break }
            if !holdsJobs { engine.flushPending() }
            clock.advance(by: next - clock.nowMillis)
        }
        clock.advance(by: end - clock.nowMillis)
        _ = try work()
        return []
    }

    /// Opens the directory as a process that begins does; prints what recovery found.
    func open() throws -> [String] {
        if let config = configs.values.first, configs.count == 1 { options.config = config }
        let engine = try ReferenceLogEngine(
            directory: Self.directory, options: options, disk: disk, clock: clock,
            random: random)
        self.engine = engine
        for (partition, config) in configs {
            guard let log = engine.logs[partition] else { continue }
            log.config = config
            if raisesHighWatermark { log.advanceHighWatermark(to: log.logEndOffset) }
        }
        return engine.recoveryFindings.map { finding in
            let kept = finding.keptIn.map { ", kept in \($0)" } ?? ""
            return Self.short(
                "\(finding.action.rawValue) \(finding.path) at \(finding.position), \(finding.bytes) bytes"
                    + "\(kept): \(finding.reason)")
        }
    }

    static func loss(_ command: ScriptCommand) throws(ScriptError) -> PowerLoss {
        if let seed: UInt64 = try command.number("seed") { return .chosen(ChoiceTape(seed: seed)) }
        if let tape = command.options["tape"] {
            return .chosen(
                ChoiceTape(playing: tape.split(separator: ",").compactMap { UInt64($0) }))
        }
        return command.has("keeps-all") ? .keepsAll : .losesAll
    }

    /// Milliseconds of `250`, `10s`, `5m`, `2h`, `7d`.
    static func millis(_ text: String, _ command: ScriptCommand) throws(ScriptError) -> Int64 {
        let units: [Character: Int64] = [
            "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Int64(unit == nil ? text : String(text.dropLast())) else {
            throw ScriptError(line: command.line, reason: "\(text) is no time")
        }
        return number * (unit ?? 1)
    }
}

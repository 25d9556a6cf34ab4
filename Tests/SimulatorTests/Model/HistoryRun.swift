// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator
import TestSupport
import WireText

/// Runs a history of script commands and holds the engine to a list after each of them.
final class HistoryRun {
    let session = EngineSession()
    var model = LogModel()
    /// Whether a fault was injected: the command that it hits may have been done or not.
    var awaitsFault = false
    /// The power loss that follows the fault, as a command: of what was not durable before, nothing
    /// can be asked for.
    var lossAfterFault: String?
    /// The step that the fault hit, and the restart that followed it.
    var faultStep: Int?
    var restartAfterFault: String?
    /// Whether a power loss took batches and left later ones: what follows cannot be told.
    var hasHoles = false
    /// Which offsets and times the checks ask for.
    var sampling = SeededGenerator(seed: 1)
    private(set) var step = 0
    private(set) var command = ""
    /// When the command began.
    private(set) var began: Int64 = 0
    /// What was stable before the command: how far it may clean.
    private(set) var stableBefore: Int64 = 0
    /// Where the log's first segment begins, before the command.
    private var firstBase: Int64 = 0
    /// The segments before the piece of work that `tick` does.
    var held: [HeldSegment] = []
    var counts = HistoryCounts()
    /// Where retention took what it may not, or left what it must not.
    var retentionFailure: HistoryFailure?
    var partition: TopicPartition { TopicPartition(topic: "orders", partition: 0) }

    init() {
        session.beforeWork = { [unowned self] in noteSegments() }
        session.afterWork = { [unowned self] in checkRetention() }
    }

    var log: any PartitionLog {
        get throws { try session.log(partition) }
    }

    /// Runs everything; throws where engine and list part.
    func run(_ commands: [String]) throws {
        for command in commands where !hasHoles { try run(command) }
        _ = session.disk.takeFaults()
        if session.engine != nil && !hasHoles { try check() }
    }

    func run(_ text: String) throws {
        guard let parsed = try ScriptCommand(text, at: step + 1) else { return }
        step += 1
        command = text
        began = session.clock.nowMillis
        let bases = segmentBases
        firstBase = bases.first ?? 0
        stableBefore = (try? log.lastStableOffset) ?? 0
        counts.count(parsed)
        let printed = try session.run(parsed)
        if parsed.name == "append" || parsed.name == "marker" {
            counts.segmentsRolled += segmentBases.count - bases.count
        }
        if awaitsFault && session.disk.pendingFaults == 0 {
            awaitsFault = false
            return try settle(parsed)
        }
        // What the list looks at is not the engine's doing.
        let faults = session.disk.takeFaults()
        try follow(parsed, printed: printed)
        for fault in faults { session.disk.inject(fault) }
    }

    func fail(_ reason: String) -> HistoryFailure {
        HistoryFailure(step: step, command: command, reason: reason)
    }

    func require(_ holds: Bool, _ reason: @autoclosure () -> String) throws {
        if !holds { throw fail(reason()) }
    }

    private func follow(_ command: ScriptCommand, printed: [String]) throws {
        if let failed = printed.first(where: { $0.hasPrefix("failed: ") }),
            command.name != "check"
        {
            throw fail(failed)
        }
        switch command.name {
        case "append", "marker": try followAppend(command)
        case "truncate": try followTruncation(to: command.number(at: 0), first: firstBase)
        case "truncate-fully": model.restart(at: max(0, try command.number(at: 0)))
        case "delete-records": try followDeletion(command, printed)
        case "flush": model.durableEnd = model.end
        case "tick": try followTick(since: began)
        case "clean": try followCleaning(since: began)
        case "read": try followRead(command)
        case "hw": model.highWatermark = try log.highWatermark
        case "crash": try followReopening(ends: model.end...model.end)
        case "power-loss":
            if faultStep != nil { try adoptLateLosses() }
            try followReopening(ends: min(model.durableEnd, model.end)...model.end)
        case "reopen":
            try require(try log.logStartOffset == model.start, "the stop lost the log's start")
            try followReopening(ends: model.end...model.end)
            model.durableEnd = model.end
        default: break
        }
        try checkOrder()
        if command.name == "check" { try check() }
    }

    /// What holds after every command.
    func checkOrder() throws {
        guard session.engine != nil else { return }
        let log = try log
        let offsets = [
            log.logStartOffset, log.lastStableOffset, log.highWatermark, log.logEndOffset,
        ]
        try require(offsets == offsets.sorted(), "start, stable, hw, end are \(offsets)")
        try require(log.logEndOffset == model.end, "end \(log.logEndOffset), not \(model.end)")
        try require(
            log.logStartOffset == model.start, "start \(log.logStartOffset), not \(model.start)")
        if session.raisesHighWatermark { model.highWatermark = model.end }
        try require(
            log.highWatermark == model.highWatermark,
            "hw \(log.highWatermark), not \(model.highWatermark)")
        if session.options.durability != .pageCache && !session.holdsJobs {
            try require(log.durableOffset == model.end, "\(log.durableOffset) is durable")
            model.durableEnd = model.end
        }
    }
}

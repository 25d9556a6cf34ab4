// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator
import WireText

// After a fault: the command it hit was done, or not, or was an explicit loss half done; whatever
// was acknowledged before is there.

extension HistoryRun {
    /// Goes on after an injected fault: by a restart where the engine cannot go on itself.
    func settle(_ command: ScriptCommand) throws {
        session.disk.healAll()
        let wasDown = session.disk.isDown
        let isOffline =
            session.engine?.failure != nil
            || session.engine?.logs[partition]?.failure != nil
        faultStep = step
        restartAfterFault =
            lossAfterFault
            ?? (wasDown || isOffline || session.engine == nil ? "crash" : nil)
        if let restart = restartAfterFault { _ = try rerun(restart) }
        if session.engine?.logs[partition] == nil {
            // Creation is what was hit.
            try require(command.name == "create", "the log is gone")
            session.engine = nil
            session.disk.restart()
            let printed = try rerun(command.text)
            try require(!printed.contains { $0.hasPrefix("failed") }, "\(printed)")
        }
        if command.name == "create" && session.configs[partition] == nil {
            _ = try rerun("config" + command.text.dropFirst("create".count))
            if session.raisesHighWatermark {
                try log.advanceHighWatermark(to: log.logEndOffset)
            }
        }
        // What retention left undone it may not be judged by.
        retentionFailure = nil
        try adopt(command)
        // A start that was raised before the fault took its epochs with it.
        model.epochsStart = model.end
        try checkOrder()
        // Of batches that are gone in between a snapshot or a later marker may still tell.
        if !hasHoles { try check() }
    }

    private func rerun(_ text: String) throws -> [String] {
        guard let command = try ScriptCommand(text) else { return [] }
        let printed = try session.run(command)
        if let failed = printed.first(where: { $0.hasPrefix("failed: ") }) {
            try require(text.hasPrefix("create"), "after the fault, \(text): \(failed)")
        }
        return printed
    }

    /// Takes over what the fault left open, within what the command may have done.
    private func adopt(_ command: ScriptCommand) throws {
        let end = try log.logEndOffset
        let start = try log.logStartOffset
        var loss = AllowedLoss(model, hasLostPower: lossAfterFault != nil)
        loss.allow(command, command.words.last.flatMap { Int64($0) }, model)
        loss.allowRetention(session.configs[partition], now: session.clock.nowMillis)
        if let target = loss.restartsAt, start == end, end == target {
            return model.restart(at: end)
        }
        if command.name == "append" || command.name == "marker" {
            try adoptAppend(command, end: end)
        }
        try require(
            end <= model.end && end >= min(loss.from, model.end),
            "end \(end) after the fault, not from \(loss.from) to \(model.end)")
        try require(
            start <= max(model.start, model.highWatermark) || loss.restartsAt != nil,
            "start \(start)")
        if session.configs[partition]?.cleanupPolicy.contains(.compact) == true {
            model.isCompacted = true
        }
        if end < model.end { model.cut(to: end) }
        model.start = start
        hasHoles = try adoptLosses(loss)
        // A high watermark that fell with a crash is not what was cleaned by.
        model.cleanedBelow = max(model.cleanedBelow, stableBefore)
        if model.isCompacted { try followCleaning(since: began) }
        model.highWatermark = try log.highWatermark
        model.reloadProducers()
    }

    /// Takes batches out of the list that were lost with the power, or half given up.
    ///
    /// Returns whether there were any.
    private func adoptLosses(_ loss: AllowedLoss) throws -> Bool {
        guard loss.mayLeaveHoles else { return false }
        let observed = Set(try readAll(maxima: [1 << 20]).map(\.base))
        let from = max(loss.from, model.start)
        let start = model.start
        let isLost = { (batch: ModelBatch) in
            batch.last >= start && !observed.contains(batch.base)
                && (batch.last >= from || loss.mayGo(batch))
        }
        let count = model.batches.count
        model.batches.removeAll(where: isLost)
        model.uncleaned.removeAll(where: isLost)
        return model.batches.count < count
    }

    /// Takes out what is lost when the power goes some time after a fault.
    ///
    /// Of a segment that could not be begun the name may come back, since neither it nor its removal
    /// was synced; the log then ends there, whatever is lost before it. Kafka, too, takes the base of
    /// an empty last segment for the log's end (`LogLoader.load`): no offset is used twice.
    ///
    /// Where the full disk did not take the checkpoint of a start that was raised, the start falls,
    /// and what was below it may be gone in part.
    func adoptLateLosses() throws {
        let loss = AllowedLoss(model, hasLostPower: true)
        let start = try log.logStartOffset
        try require(start <= model.start, "start \(start) beyond \(model.start)")
        model.start = start
        hasHoles = try adoptLosses(loss)
    }

    private func adoptAppend(_ command: ScriptCommand, end: Int64) throws {
        guard end > model.end else { return }
        let sent = try EngineSession.batch(command, nowMillis: session.clock.nowMillis)
        let isStamped = session.configs[partition]?.timestampType == .logAppendTime
        let batch = ModelBatch(
            sent, base: model.end, leaderEpoch: session.leaderEpoch,
            logAppendTime: isStamped ? session.clock.nowMillis : -1)
        try require(end == batch.last + 1, "end \(end) after an append of \(batch.last + 1)")
        model.append(batch)
    }
}

/// What may be missing after a fault.
private struct AllowedLoss {
    /// Offsets from here on.
    var from: Int64
    /// Whether any of them may be missing, not only the last ones.
    ///
    /// Kafka gives no order either to what the page cache alone holds: segments reach the disk as
    /// the kernel likes, and its `LogLoader` does not look for what is missing between two of them.
    var mayLeaveHoles: Bool
    /// Batches all older than this may be on their way out: files of some may be gone, not of all.
    var retainedSince = Int64.min
    /// The greatest start of the log so far, below which nothing is promised.
    var startMax: Int64
    /// Where the log may be empty and begin anew.
    var restartsAt: Int64?

    init(_ model: LogModel, hasLostPower: Bool) {
        from = hasLostPower ? model.durableEnd : .max
        mayLeaveHoles = hasLostPower
        startMax = max(model.start, model.epochsStart)
    }

    /// Allows what retention may have been about to take.
    mutating func allowRetention(_ config: LogConfig?, now: Int64) {
        guard let config, config.cleanupPolicy.contains(.delete) else { return }
        if config.retentionBytes >= 0 {
            retainedSince = .max
        } else if config.retentionMillis >= 0 {
            retainedSince = now - config.retentionMillis
        }
    }

    /// Whether a batch may be gone that was durable.
    func mayGo(_ batch: ModelBatch) -> Bool {
        batch.last < startMax || batch.maxTimestamp < retainedSince
    }

    /// Allows what `command`, hit by the fault, takes away itself.
    mutating func allow(_ command: ScriptCommand, _ number: Int64?, _ model: LogModel) {
        let target = max(0, number ?? 0)
        switch command.name {
        case "truncate" where target < model.end:
            // Whole batches go.
            from = min(from, model.batches.last { $0.last < target }.map { $0.last + 1 } ?? 0)
            if target <= model.start { restartsAt = target }
        case "truncate-fully":
            from = 0
            restartsAt = target
            mayLeaveHoles = true
        case "power-loss":
            from = min(from, model.durableEnd)
            mayLeaveHoles = true
        default: break
        }
    }
}

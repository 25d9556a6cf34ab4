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
        let isOffline = session.engine?.failure != nil
        if losesPowerAfterFault {
            _ = try rerun("power-loss")
        } else if wasDown || isOffline || session.engine == nil {
            _ = try rerun("crash")
        }
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
        // A start that was raised before the fault took its epochs with it.
        model.epochsStart = model.end
        try adopt(command)
        try checkOrder()
        try check()
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
        let log = try log
        let end = log.logEndOffset
        let start = log.logStartOffset
        switch command.name {
        case "append", "marker": try adoptAppend(command, end: end)
        case "truncate", "truncate-fully":
            if end < model.end || start > model.end {
                if start == end {
                    model.restart(at: end)
                } else {
                    model.cut(to: end)
                }
            }
        case "power-loss":
            try require(end >= min(model.durableEnd, model.end), "end \(end) after power loss")
            if end < model.end { model.cut(to: end) }
        default: break
        }
        if losesPowerAfterFault && end < model.end {
            try require(
                end >= model.durableEnd, "end \(end), though \(model.durableEnd) was durable")
            model.cut(to: end)
        }
        try require(end == model.end, "end \(end) after the fault, not \(model.end)")
        try require(start <= max(model.start, model.highWatermark), "start \(start)")
        if session.configs[partition]?.cleanupPolicy.contains(.compact) == true {
            model.isCompacted = true
        }
        model.start = start
        if model.isCompacted { try followCleaning(since: began) }
        model.highWatermark = log.highWatermark
        model.reloadProducers()
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

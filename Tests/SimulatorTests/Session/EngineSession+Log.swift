// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator
import WireText

// Commands that concern one log.

extension EngineSession {
    func performOnLog(_ command: ScriptCommand) throws -> [String]? {
        switch command.name {
        case "append", "marker": return try append(command)
        case "read": return try read(command)
        case "state": return [try state(command)]
        case "producers":
            return try log(partition(command)).activeProducers.map { producer in
                let open = producer.currentTransactionFirstOffset.map { " open since \($0)" } ?? ""
                return "producer \(producer.producerId) epoch \(producer.epoch) "
                    + "sequence \(producer.lastSequence) coordinator \(producer.coordinatorEpoch)"
                    + open
            }
        case "hw":
            raisesHighWatermark = command.has("follows")
            if !command.has("follows") && !command.has("stays") {
                try log(partition(command)).advanceHighWatermark(to: command.number(at: 0))
            }
            return []
        case "time":
            let found = try log(partition(command)).firstOffset(
                at: command.number(at: 0), bound: Self.bound(command))
            return [Self.describe(found)]
        case "max-time":
            return [Self.describe(try log(partition(command)).offsetOfMaxTimestamp())]
        case "epoch-end":
            let end = try log(partition(command)).endOffset(ofEpoch: command.number(at: 0))
            return [end.map { "epoch \($0.epoch) ends at \($0.endOffset)" } ?? "none"]
        case "epoch-of":
            return ["\(try log(partition(command)).leaderEpoch(of: command.number(at: 0)))"]
        case "flush":
            try log(partition(command)).flush()
            return []
        case "delete-records":
            let start = try log(partition(command)).deleteRecords(before: command.number(at: 0))
            return ["start \(start)"]
        case "truncate":
            try log(partition(command)).truncate(to: command.number(at: 0))
            return []
        case "truncate-fully":
            try log(partition(command)).truncateFully(startingAt: command.number(at: 0))
            return []
        default: return nil
        }
    }

    private func state(_ command: ScriptCommand) throws -> String {
        let log = try log(partition(command))
        return "start \(log.logStartOffset) stable \(log.lastStableOffset) "
            + "hw \(log.highWatermark) end \(log.logEndOffset)"
    }

    private func append(_ command: ScriptCommand) throws -> [String] {
        let batch = try Self.batch(command, nowMillis: clock.nowMillis)
        let log = try log(partition(command))
        var origin: AppendOrigin = command.name == "marker" ? .coordinator : .client
        switch command.options["origin"] {
        case "replication": origin = .replication
        case "coordinator": origin = .coordinator
        default: break
        }
        // A leader's epoch never falls.
        leaderEpoch = max(leaderEpoch, try command.number("epoch") ?? 0)
        let epoch = leaderEpoch
        var bytes = try batch.build(using: codecs)
        if let position: Int = try command.number("flipping") {
            var array = bytes.array
            array[position] ^= 1
            bytes = ByteSlice(array)
        }
        do throws(AppendRefusal) {
            let result = try log.append(bytes, origin: origin, leaderEpoch: epoch)
            lastAppend = (batch, .success(result))
            if raisesHighWatermark { log.advanceHighWatermark(to: log.logEndOffset) }
            let time = result.logAppendTime >= 0 && !result.isDuplicate
            return [
                "\(result.firstOffset)..\(result.lastOffset)"
                    + (time ? " at \(result.logAppendTime)" : "")
                    + (result.isDuplicate ? " duplicate" : "")
            ]
        } catch {
            lastAppend = (batch, .failure(error))
            throw error
        }
    }

    /// Reads page after page as a consumer does, or one page with `once`.
    private func read(_ command: ScriptCommand) throws -> [String] {
        let log = try log(partition(command))
        var offset = command.words.lazy.compactMap { Int64($0) }.first ?? log.logStartOffset
        let bound = Self.bound(command)
        var lines: [String] = []
        while true {
            let result = try log.read(
                from: offset, bytesMax: command.number("max") ?? 1 << 20,
                wholeFirstBatch: !command.has("part"), bound: bound)
            let aborted = result.abortedTransactions.map {
                "aborted producer \($0.producerId) from \($0.firstOffset)"
            }
            guard let region = result.region else { return lines + aborted }
            let bytes = try region.file.read(position: region.position, count: region.count)
            let batches = try RecordSet.batches(in: bytes)
            lines += try batches.map { try Self.describe($0, using: codecs, command) } + aborted
            if command.has("once") { return lines + ["\(region.count) bytes"] }
            guard let last = batches.last, last.lastOffset >= offset else {
                throw StorageError(
                    .corrupt, operation: "read", path: "log",
                    position: region.position, found: "no whole batch from \(offset)")
            }
            offset = last.lastOffset + 1
            guard offset < log.logEndOffset else { return lines }
        }
    }

    static func bound(_ command: ScriptCommand) -> ReadBound {
        switch command.options["bound"] {
        case "hw": .highWatermark
        case "stable": .lastStable
        default: .logEnd
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import WireText

// Batches out of command lines, and lines out of batches.

extension EngineSession {
    /// The batch that `append` or `marker` writes.
    ///
    /// A word `k:v` is a record; nothing before the colon is no key, nothing behind it no value.
    static func batch(
        _ command: ScriptCommand, nowMillis: Int64
    ) throws(ScriptError) -> RecordBatchBuilder {
        let timestamp: Int64 = try command.number("ts") ?? nowMillis
        var batch: RecordBatchBuilder
        if command.name == "marker" {
            batch = .transactionMarker(
                command.has("commit") ? .commit : .abort,
                producerId: try command.number("pid") ?? 1,
                producerEpoch: try command.number("pepoch") ?? 0,
                coordinatorEpoch: try command.number("coordinator") ?? 0, timestamp: timestamp)
        } else {
            let padding = String(repeating: "x", count: try command.number("pad") ?? 0)
            let step: Int64 = try command.number("step") ?? 0
            var records: [Record] = []
            for word in command.words where word.contains(":") {
                let parts = word.split(
                    separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                records.append(
                    Record(
                        key: parts[0].isEmpty ? nil : String(parts[0]),
                        value: parts[1].isEmpty ? nil : String(parts[1]) + padding,
                        timestamp: timestamp + step * Int64(records.count)))
            }
            batch = RecordBatchBuilder(records)
            if let pid: Int64 = try command.number("pid") {
                batch.producerId = pid
                batch.producerEpoch = try command.number("pepoch") ?? 0
                batch.baseSequence = try command.number("seq") ?? 0
            }
            batch.isTransactional = command.has("txn")
        }
        if let name = command.options["codec"] {
            guard let codec = codec(name) else {
                throw ScriptError(line: command.line, reason: "\(name) is no codec")
            }
            batch.codec = codec
        }
        batch.baseOffset = try command.number("base") ?? 0
        batch.partitionLeaderEpoch = try command.number("epoch") ?? -1
        if command.has("log-append-time") { batch.isLogAppendTime = true }
        batch.recordCount = try command.number("count")
        batch.lastOffsetDelta = try command.number("delta")
        return batch
    }

    static func describe(
        _ stored: StoredBatch, using codecs: RecordCodecs, _ command: ScriptCommand
    ) throws -> String {
        guard case .batch(let batch) = stored else {
            return "magic \(stored.magic) to \(stored.lastOffset)"
        }
        var line = "\(batch.baseOffset)..\(batch.lastOffset) epoch \(batch.partitionLeaderEpoch)"
        if batch.hasProducerId {
            line += " producer \(batch.producerId)/\(batch.producerEpoch)"
            if batch.baseSequence >= 0 {
                line += " seq \(batch.baseSequence)..\(batch.lastSequence)"
            }
        }
        if batch.isTransactional && !batch.isControl { line += " txn" }
        if let codec = batch.attributes.codec, codec != .none { line += " \(codec)" }
        if let horizon = batch.deleteHorizonMillis { line += " horizon \(horizon)" }
        let isRotten = batch.computedCRC != batch.crc
        if isRotten { return line + " BAD CRC" }
        if batch.isControl {
            if batch.recordCount == 0 { return line + " marker empty" }
            let marker = try ControlRecord(batch)
            return line + (marker.kind == .commit ? " commit" : " abort")
                + " coordinator \(marker.coordinatorEpoch ?? -1)"
        }
        let showsTimes = command.has("times")
        if showsTimes { line += " max \(batch.maxTimestamp)" }
        let records = try stored.records(using: codecs, limit: 1 << 20)
        for record in records {
            let shift = record.offset ?? 0
            line += " " + (records.count == Int(batch.lastOffsetDelta) + 1 ? "" : "\(shift)=")
            line += "\(record.key?.text ?? ""):\(squeezed(record.value?.text ?? ""))"
            if showsTimes { line += "@\(record.timestamp)" }
        }
        return records.isEmpty ? line + " empty" : line
    }

    /// A text without its padding.
    private static func squeezed(_ text: String) -> String {
        let kept = text.reversed().drop { $0 == "x" }.count
        let padding = text.count - kept
        return padding < 2 ? text : "\(text.prefix(kept))+\(padding)"
    }

    static func describe(_ found: TimestampedOffset?) -> String {
        found.map { "offset \($0.offset) time \($0.timestamp) epoch \($0.leaderEpoch)" } ?? "none"
    }
}

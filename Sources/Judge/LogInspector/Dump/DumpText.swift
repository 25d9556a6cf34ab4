// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import Results

/// A dump as lines of text, those that Kafka's own `kafka-dump-log` writes for the same files, so
/// that the two can be compared with `diff`.
package struct DumpText {
    /// How keys and values are written.
    package enum Values: String, Sendable, CaseIterable {
        case text, hex, none
    }

    let values: Values
    private var path = ""

    package init(values: Values) { self.values = values }

    /// The line, or lines, of one item.
    package mutating func line(_ item: DumpItem) -> String {
        switch item {
        case .file(let file):
            path = file.path
            let start = file.kind == .log ? file.offset.map { "\nLog starting offset: \($0)" } : nil
            return "Dumping \(file.path)" + (start ?? "")
        case .batch(let batch): return Self.batch(batch)
        case .record(let record): return self.record(record)
        case .tail(let tail):
            let name = FolderListing.lastPart(path)
            return "Found \(tail.bytes) invalid bytes at the end of \(name)"
                + " (position \(tail.position): \(tail.reason))"
        case .empty: return "\(path) is empty."
        case .indexEntry(let offset, let position):
            return "offset: \(offset) position: \(position)"
        case .timeEntry(let timestamp, let offset):
            return "timestamp: \(timestamp) offset: \(offset)"
        case .aborted(let entry):
            return "version: \(entry.version) producerId: \(entry.producerId)"
                + " firstOffset: \(entry.firstOffset) lastOffset: \(entry.lastOffset)"
                + " lastStableOffset: \(entry.lastStableOffset)"
        case .producer(let entry): return Self.producer(entry)
        case .epoch(let entry): return "epoch: \(entry.epoch) startOffset: \(entry.startOffset)"
        case .offset(let entry): return "partition: \(entry.partition) offset: \(entry.offset)"
        case .property(let name, let value):
            return "\(VisibleText.of(name)): \(VisibleText.of(value))"
        case .text(let text): return VisibleText.of(text)
        case .fault(let what, _): return "cannot be read: \(VisibleText.of(what))"
        }
    }

    private static func optional(_ value: Int64?) -> String {
        value.map { "OptionalLong[\($0)]" } ?? "OptionalLong.empty"
    }

    private static func batch(_ batch: DumpedBatch) -> String {
        let frame = batch.frame
        var line: String
        if let header = batch.header {
            let attributes = header.attributes
            let horizon = attributes.hasDeleteHorizon ? header.baseTimestamp : nil
            line =
                "baseOffset: \(frame.baseOffset) lastOffset: \(frame.lastOffset)"
                + " count: \(header.recordCount) baseSequence: \(header.baseSequence)"
                + " lastSequence: \(header.lastSequence) producerId: \(header.producerId)"
                + " producerEpoch: \(header.producerEpoch)"
                + " partitionLeaderEpoch: \(header.leaderEpoch)"
                + " isTransactional: \(attributes.isTransactional)"
                + " isControl: \(attributes.isControl) deleteHorizonMs: \(optional(horizon))"
        } else {
            line = "offset: \(frame.lastOffset)"
        }
        let isAppendTime = frame.magic > 0 && batch.attributes.isLogAppendTime
        let codec = batch.attributes.codec?.name ?? "\(batch.attributes.codecBits)"
        line +=
            " position: \(frame.position)"
            + " \(isAppendTime ? "LogAppendTime" : "CreateTime"): \(frame.maxTimestamp)"
            + " size: \(frame.sizeInBytes) magic: \(frame.magic) compresscodec: \(codec)"
            + " crc: \(batch.crc) isvalid: \(batch.isValid)"
        if let fault = batch.fault { line += "\n| records cannot be read: \(fault)" }
        return line
    }

    private func record(_ shown: DumpedRecord) -> String {
        let record = shown.record
        let headers = record.headers.map { $0.key.map { VisibleText.of($0) } ?? "" }
        var line =
            "| offset: \(record.offset ?? -1)"
            + " \(shown.isLogAppendTime ? "LogAppendTime" : "CreateTime"): \(record.timestamp)"
            + " keySize: \(record.key?.count ?? -1) valueSize: \(record.value?.count ?? -1)"
            + " sequence: \(shown.sequence) headerKeys: [\(headers.joined(separator: ","))]"
        if let control = shown.control { return "\(line) \(control.text)" }
        if values == .none { return line }
        if let key = shown.reading.key {
            // Kafka's tool says so of a tombstone in the topics it decodes.
            let value = shown.reading.value?.compact ?? (record.value == nil ? "<DELETE>" : nil)
            return "\(line) key: \(key.compact)"
                + (value ?? text(record.value)).prefixed(" payload: ")
        }
        if let key = record.key { line += " key: \(text(key))" }
        if let value = shown.reading.value { return "\(line) payload: \(value.compact)" }
        if let value = record.value { line += " payload: \(text(value))" }
        return line
    }

    private func text(_ bytes: ByteSlice?) -> String {
        guard let bytes else { return "" }
        return values == .hex ? bytes.hex : VisibleText.of(bytes)
    }

    private static func producer(_ entry: ProducerSnapshotFile.Entry) -> String {
        var line =
            "producerId: \(entry.producerId) producerEpoch: \(entry.epoch)"
            + " coordinatorEpoch: \(entry.coordinatorEpoch)"
            + " currentTxnFirstOffset: \(optional(entry.transactionFirstOffset))"
            + " lastTimestamp: \(entry.timestamp)"
        if entry.lastOffset >= 0 {
            line +=
                " firstSequence: \(entry.firstSequence) lastSequence: \(entry.lastSequence)"
                + " lastOffset: \(entry.lastOffset) offsetDelta: \(entry.offsetDelta)"
                + " timestamp: \(entry.timestamp)"
        }
        return line
    }
}

extension ProducerSnapshotFile.Entry {
    /// The sequence of the first record of the last batch; a wrap counts modulo 2^31.
    var firstSequence: Int32 {
        lastSequence < 0
            ? -1
            : Int32(
                truncatingIfNeeded: (Int64(lastSequence) - Int64(offsetDelta)) & 0x7FFF_FFFF)
    }
}

extension String {
    fileprivate func prefixed(_ prefix: String) -> String { prefix + self }
}

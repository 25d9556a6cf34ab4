// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
package import Results

/// A dump as one JSON object a line: `assay.dump/1`.
package struct DumpJSON {
    let values: DumpText.Values
    private var path = ""

    package init(values: DumpText.Values) { self.values = values }

    /// The object of one item; its first member is the item's kind.
    package mutating func value(_ item: DumpItem) -> JSONValue {
        if case .file(let file) = item { path = file.path }
        let (kind, members) = content(item)
        return .object(
            [.init("kind", .string(kind)), .init("file", .string(path))] + members)
    }

    private func content(_ item: DumpItem) -> (String, [JSONValue.Member]) {
        switch item {
        case .file(let file): ("file", Self.file(file))
        case .batch(let batch): ("batch", Self.batch(batch))
        case .record(let record): ("record", self.record(record))
        case .tail(let tail):
            (
                "tail",
                [
                    .init("position", .integer(tail.position)),
                    .init("bytes", .integer(tail.bytes)), .init("reason", .string(tail.reason)),
                ]
            )
        case .empty: ("empty", [])
        case .indexEntry(let offset, let position):
            (
                "index",
                [
                    .init("offset", .integer(offset)),
                    .init("position", .integer(Int64(position))),
                ]
            )
        case .timeEntry(let timestamp, let offset):
            (
                "timeindex",
                [.init("timestamp", .integer(timestamp)), .init("offset", .integer(offset))]
            )
        case .aborted(let entry): ("txnindex", Self.aborted(entry))
        case .producer(let entry): ("producer", Self.producer(entry))
        case .epoch(let entry):
            (
                "epoch",
                [
                    .init("epoch", .integer(Int64(entry.epoch))),
                    .init("startOffset", .integer(entry.startOffset)),
                ]
            )
        case .offset(let entry):
            (
                "offset",
                [
                    .init("topic", .string(entry.partition.topic)),
                    .init("partition", .integer(Int64(entry.partition.partition))),
                    .init("offset", .integer(entry.offset)),
                ]
            )
        case .property(let name, let value):
            ("property", [.init("name", .string(name)), .init("value", .string(value))])
        case .text(let text): ("text", [.init("text", .string(text))])
        case .fault(let what, let position):
            (
                "fault",
                [
                    .init("position", position.map { .integer($0) } ?? .null),
                    .init("reason", .string(what)),
                ]
            )
        }
    }

    private static func file(_ file: DumpedFile) -> [JSONValue.Member] {
        [
            .init("type", .string(file.kind.rawValue)),
            .init("stage", .string(file.stage.rawValue)),
            .init("offset", file.offset.map { .integer($0) } ?? .null),
            .init("bytes", .integer(file.bytes)),
        ]
    }

    private static func batch(_ batch: DumpedBatch) -> [JSONValue.Member] {
        let frame = batch.frame
        var members: [JSONValue.Member] = [
            .init("position", .integer(frame.position)),
            .init("bytes", .integer(Int64(frame.sizeInBytes))),
            .init("magic", .integer(Int64(frame.magic))),
            .init("baseOffset", .integer(frame.baseOffset)),
            .init("lastOffset", .integer(frame.lastOffset)),
            .init("maxTimestamp", .integer(frame.maxTimestamp)),
            .init(
                "timestampType",
                batch.attributes.isLogAppendTime ? "LogAppendTime" : "CreateTime"),
            .init("codec", .string(batch.attributes.codec?.name ?? "unknown")),
            .init("crc", .integer(Int64(batch.crc))), .init("valid", .bool(batch.isValid)),
        ]
        if let header = batch.header {
            let attributes = header.attributes
            members += [
                .init("count", .integer(Int64(header.recordCount))),
                .init("leaderEpoch", .integer(Int64(header.leaderEpoch))),
                .init("producerId", .integer(header.producerId)),
                .init("producerEpoch", .integer(Int64(header.producerEpoch))),
                .init("baseSequence", .integer(Int64(header.baseSequence))),
                .init("lastSequence", .integer(Int64(header.lastSequence))),
                .init("transactional", .bool(attributes.isTransactional)),
                .init("control", .bool(attributes.isControl)),
                .init(
                    "deleteHorizon",
                    attributes.hasDeleteHorizon ? .integer(header.baseTimestamp) : .null),
            ]
        }
        if let fault = batch.fault { members.append(.init("fault", .string(fault))) }
        return members
    }

    private func record(_ shown: DumpedRecord) -> [JSONValue.Member] {
        let record = shown.record
        var members: [JSONValue.Member] = [
            .init("offset", .integer(record.offset ?? -1)),
            .init("timestamp", .integer(record.timestamp)),
            .init("sequence", .integer(Int64(shown.sequence))),
            .init("keyBytes", .integer(Int64(record.key?.count ?? -1))),
            .init("valueBytes", .integer(Int64(record.value?.count ?? -1))),
        ]
        if let control = shown.control { members.append(.init("control", control.json)) }
        guard values != .none else { return members }
        if shown.control == nil {
            members.append(shown.reading.key.map { .init("key", $0) } ?? bytes(record.key, "key"))
            members.append(
                shown.reading.value.map { .init("value", $0) } ?? bytes(record.value, "value"))
        }
        if !record.headers.isEmpty {
            members.append(.init("headers", .array(record.headers.map(header))))
        }
        return members
    }

    private func header(_ header: Record.Header) -> JSONValue {
        .object([bytes(header.key, "key"), bytes(header.value, "value")])
    }

    /// Text where the bytes are UTF-8, under `name`; else hexadecimal digits under `nameHex`.
    private func bytes(_ bytes: ByteSlice?, _ name: String) -> JSONValue.Member {
        guard let bytes else { return .init(name, .null) }
        if values == .text, let text = String(validating: bytes.array, as: UTF8.self) {
            return .init(name, .string(text))
        }
        return .init(name + "Hex", .string(bytes.hex))
    }

    private static func aborted(_ entry: AbortedTransaction) -> [JSONValue.Member] {
        [
            .init("version", .integer(Int64(entry.version))),
            .init("producerId", .integer(entry.producerId)),
            .init("firstOffset", .integer(entry.firstOffset)),
            .init("lastOffset", .integer(entry.lastOffset)),
            .init("lastStableOffset", .integer(entry.lastStableOffset)),
        ]
    }

    private static func producer(_ entry: ProducerSnapshotFile.Entry) -> [JSONValue.Member] {
        [
            .init("producerId", .integer(entry.producerId)),
            .init("producerEpoch", .integer(Int64(entry.epoch))),
            .init("coordinatorEpoch", .integer(Int64(entry.coordinatorEpoch))),
            .init(
                "transactionFirstOffset",
                entry.transactionFirstOffset.map { .integer($0) } ?? .null),
            .init("lastTimestamp", .integer(entry.timestamp)),
            .init("firstSequence", .integer(Int64(entry.firstSequence))),
            .init("lastSequence", .integer(Int64(entry.lastSequence))),
            .init("lastOffset", .integer(entry.lastOffset)),
            .init("offsetDelta", .integer(Int64(entry.offsetDelta))),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records
import WireText

/// The content of a log directory's files in lines that people read.
enum FileDump {
    static func lines(
        of path: String, _ bytes: [UInt8], using codecs: RecordCodecs, _ command: ScriptCommand
    ) throws -> [String] {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let parts = name.split(separator: ".").map(String.init)
        let kind = parts.first {
            ["log", "index", "timeindex", "txnindex", "snapshot"].contains($0)
        }
        let base = parts.first.flatMap { Int64($0) } ?? 0
        var reader = ByteReader(ByteSlice(bytes))
        switch kind {
        case "log": return try batches(bytes, using: codecs, command)
        case "index":
            return try entries(&reader, bytes: 8) { reader throws(DecodeError) in
                let offset = Int64(try reader.readInt32()) + base
                return "offset \(offset) position \(try reader.readInt32())"
            }
        case "timeindex":
            return try entries(&reader, bytes: 12) { reader throws(DecodeError) in
                let timestamp = try reader.readInt64()
                return "time \(timestamp) offset \(Int64(try reader.readInt32()) + base)"
            }
        case "txnindex":
            return try entries(&reader, bytes: 34) { reader throws(DecodeError) in
                _ = try reader.readInt16()
                let producer = try reader.readInt64()
                let first = try reader.readInt64()
                let last = try reader.readInt64()
                return "producer \(producer) \(first)..\(last) stable \(try reader.readInt64())"
            }
        case "snapshot": return try snapshot(&reader)
        default:
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    private static func batches(
        _ bytes: [UInt8], using codecs: RecordCodecs, _ command: ScriptCommand
    ) throws -> [String] {
        var set = RecordSet(ByteSlice(bytes))
        var lines: [String] = []
        var position = 0
        do {
            while let batch = try set.next() {
                lines.append(
                    "@\(position) " + (try EngineSession.describe(batch, using: codecs, command)))
                position += batch.sizeInBytes
            }
        } catch {
            return lines + ["@\(position) no batch, \(bytes.count - position) bytes"]
        }
        return set.remaining > 0 ? lines + ["@\(position) \(set.remaining) bytes"] : lines
    }

    private static func entries(
        _ reader: inout ByteReader, bytes: Int,
        _ line: (inout ByteReader) throws(DecodeError) -> String
    ) throws(DecodeError) -> [String] {
        var lines: [String] = []
        while reader.remaining >= bytes { lines.append(try line(&reader)) }
        if reader.remaining > 0 { lines.append("\(reader.remaining) bytes") }
        return lines
    }

    private static func snapshot(_ reader: inout ByteReader) throws(DecodeError) -> [String] {
        _ = try reader.readInt16()
        _ = try reader.readUInt32()
        _ = try reader.readInt32()
        return try entries(&reader, bytes: 46) { reader throws(DecodeError) in
            let producer = try reader.readInt64()
            let epoch = try reader.readInt16()
            let sequence = try reader.readInt32()
            let offset = try reader.readInt64()
            let delta = try reader.readInt32()
            let timestamp = try reader.readInt64()
            let coordinator = try reader.readInt32()
            let open = try reader.readInt64()
            return "producer \(producer) epoch \(epoch) sequence \(sequence) offset \(offset) "
                + "delta \(delta) time \(timestamp) coordinator \(coordinator) open \(open)"
        }
    }
}

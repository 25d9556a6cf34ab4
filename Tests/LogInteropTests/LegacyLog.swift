// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import Records
import TestSupport

/// A partition's segments of magic 0 and 1, worth compacting, the last of them empty and active.
struct LegacyLog {
    private static let time: Int64 = 1_600_000_000_000

    /// The bytes of each segment, by base offset.
    private(set) var segments: [Int64: ByteSlice] = [:]
    private(set) var end: Int64 = 0

    /// Every kind of message that a cleaner must tell apart, by hand.
    static func made() throws -> LegacyLog {
        func old(_ offset: Int64, _ key: String?, _ value: String?) -> LegacyMessage {
            LegacyMessage(0, offset, key, value)
        }
        func timed(_ offset: Int64, _ key: String?, _ value: String?) -> LegacyMessage {
            LegacyMessage(1, offset, key, value, at: time + offset)
        }
        func wrapper(_ messages: LegacyMessage...) throws -> LegacyMessage {
            try LegacyMessage(wrapping: messages, codec: .gzip)
        }
        var log = LegacyLog()
        log.add(
            old(0, "a", "1"), old(1, "b", "1"), old(2, "c", "1"), old(3, nil, "without key"),
            old(4, "d", "1"), old(5, "first", "kept"))
        log.add(timed(10, "a", "2"), timed(11, "d", nil), timed(12, "second", "kept"))
        log.add(
            try wrapper(timed(20, "c", "2"), timed(21, "e", "1"), timed(22, "a", "3")),
            try wrapper(old(23, "f", "1"), old(24, "b", "2"), old(26, "g", "1")))
        log.add(
            try LegacyMessage(
                wrapping: [timed(30, "e", "2"), timed(31, "h", "1")], codec: .snappy,
                logAppendTime: time + 99),
            try wrapper(timed(32, "i", "1"), timed(33, "j", nil), timed(34, "i", "2")),
            timed(35, "f", "2"))
        // Of these wrappers the first record stays, not the last.
        log.add(
            timed(40, "a", "4"),
            try wrapper(timed(42, "c", "3"), timed(43, "h", "2")),
            try wrapper(timed(50, "x", "1"), timed(51, "y", "1"), timed(52, "z", "1")),
            try wrapper(old(53, "p", "1"), old(54, nil, "without key"), old(55, "q", "1")),
            try wrapper(timed(56, "z", "2"), timed(57, "y", "2"), timed(58, "q", nil)))
        log.add(old(60, "old", nil), timed(61, "timed", nil), timed(62, "last", "1"))
        log.close(at: 70)
        return log
    }

    /// Sets that Kafka's own classes wrote, at the offsets they have.
    static func golden() throws -> LegacyLog {
        let wanted = [
            "v0/none/3-records", "v1/gzip/log-append-time", "v0/lz4/nulls", "v1/snappy/gaps",
        ]
        var log = LegacyLog()
        let path = try Needs.golden.path() + "/records.jsonl.gz"
        let packed = ByteSlice(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        let lines = try RecordCodecs().unpack(packed, codec: .gzip, limit: 64 << 20).text
        for id in wanted {
            for line in lines.split(separator: "\n") where line.contains("\"3.9.2/\(id)\"") {
                guard let hex = line.firstMatch(of: /"hex": ?"([0-9a-f]*)"/),
                    let bytes = ByteSlice(hex: String(hex.1)),
                    let first = try RecordSet.records(in: bytes, using: RecordCodecs()).first
                else { continue }
                log.segments[first.offset ?? 0] = bytes
            }
        }
        log.close(at: 300)
        return log
    }

    /// Adds a segment that begins with the first of these messages.
    private mutating func add(_ messages: LegacyMessage...) {
        var writer = ByteWriter(capacity: 1024)
        for message in messages { message.append(to: &writer) }
        let base = (messages.first?.offset ?? 0) / 10 * 10
        segments[base] = writer.finish()
    }

    private mutating func close(at offset: Int64) {
        end = offset
        segments[offset] = .empty
    }

    /// Puts the segments into a partition's folder, in the place of those that are there.
    func write(to folder: String) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: folder) where name.hasPrefix("0000") {
            try files.removeItem(atPath: "\(folder)/\(name)")
        }
        for (base, bytes) in segments {
            let digits = String(base)
            let name = String(repeating: "0", count: 20 - digits.count) + digits + ".log"
            try Data(bytes.array).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
    }
}

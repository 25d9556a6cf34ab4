// SPDX-License-Identifier: Apache-2.0

import Bytes
import TestSupport
import Testing

struct ByteWriterTests {
    @Test func `a string longer than its length can say is cut between characters`() throws {
        var writer = ByteWriter(capacity: 0)
        writer.writeString(String(repeating: "é", count: 20_000), compact: false)
        writer.writeInt16(7)
        var reader = ByteReader(writer.finish())
        #expect(try reader.readString(compact: false) == String(repeating: "é", count: 16_383))
        #expect(try reader.readInt16() == 7)
    }

    @Test func `strings, bytes and counts carry their lengths`() {
        var writer = ByteWriter(capacity: 0)
        writer.writeString("abc", compact: false)
        writer.writeString("abc", compact: true)
        writer.writeString(nil, compact: false)
        writer.writeString(nil, compact: true)
        writer.writeBytes([1], compact: false)
        writer.writeBytes([1], compact: true)
        writer.writeBytes(nil, compact: false)
        writer.writeBytes(nil, compact: true)
        writer.writeCount(200, compact: false)
        writer.writeCount(200, compact: true)
        writer.writeCount(nil, compact: false)
        writer.writeCount(nil, compact: true)
        let expected =
            "0003616263" + "04616263" + "ffff" + "00" + "0000000101" + "0201" + "ffffffff" + "00"
            + "000000c8" + "c901" + "ffffffff" + "00"
        #expect(writer.finish().hex == expected)
    }

    @Test func `what was written can be patched, parted and cut`() throws {
        var writer = ByteWriter(capacity: 1)
        writer.write(0 as Int32)
        writer.write(0x0102_0304 as Int32)
        writer.patch(0x7F00_00FF as Int32, at: 0)
        writer.insertGap(2, at: 4)
        writer.patch(0xAABB as UInt16, at: 4)
        #expect(writer.copyBytes().hex == "7f0000ffaabb01020304")
        writer.truncate(to: 5)
        #expect(writer.copyBytes().hex == "7f0000ffaa")
        writer.reset()
        #expect(writer.finish() == .empty)
    }

    @Test func `appending in place counts what was written`() {
        var writer = ByteWriter(capacity: 0)
        writer.write(7 as UInt8)
        writer.append(upTo: 100) { room in
            #expect(room.count == 100)
            room[0] = 8
            return 1
        }
        writer.append(upTo: 0) { _ in 0 }
        writer.withUnsafeMutableBytes { $0[0] = 9 }
        #expect(writer.finish().hex == "0908")
    }

    @Test func `exact room is exact`() {
        var writer = ByteWriter(capacity: 8)
        writer.write(1 as Int64)
        writer.reserveExactly(100)
        #expect(writer.capacity == 108)
        writer.reserveExactly(50)
        #expect(writer.capacity == 108)
        #expect(writer.finish().hex == "0000000000000001")
    }

    /// One value of each kind that a message may hold.
    private enum Field {
        case int16(Int16)
        case int64(Int64)
        case varint(Int32)
        case text(String?, compact: Bool)
        case bytes(ByteSlice?, compact: Bool)

        static func random(using generator: inout SeededGenerator) -> Field {
            let compact = Bool.random(using: &generator)
            let length = Int.random(in: 0...200, using: &generator)
            let isNull = Int.random(in: 0..<8, using: &generator) == 0
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: return .int16(.random(in: .min ... .max, using: &generator))
            case 1: return .int64(.random(in: .min ... .max, using: &generator))
            case 2: return .varint(.random(in: .min ... .max, using: &generator))
            case 3:
                let text = String(repeating: "aé\u{1F600}", count: length / 8)
                return .text(isNull ? nil : text, compact: compact)
            default:
                let bytes = ByteSlice(generator.bytes(length))
                return .bytes(isNull ? nil : bytes, compact: compact)
            }
        }

        func write(to writer: inout ByteWriter) {
            switch self {
            case .int16(let value): writer.writeInt16(value)
            case .int64(let value): writer.writeInt64(value)
            case .varint(let value): writer.writeVarint(value)
            case .text(let value, let compact): writer.writeString(value, compact: compact)
            case .bytes(let value, let compact): writer.writeBytes(value, compact: compact)
            }
        }

        /// Whether the reader yields this field's value next.
        func matches(_ reader: inout ByteReader) throws(DecodeError) -> Bool {
            switch self {
            case .int16(let value): try reader.readInt16() == value
            case .int64(let value): try reader.readInt64() == value
            case .varint(let value): try reader.readVarint() == value
            case .text(let value, let compact):
                try reader.readNullableString(compact: compact) == value
            case .bytes(let value, let compact):
                try reader.readNullableBytes(compact: compact) == value
            }
        }
    }

    @Test func `any sequence of fields reads back, and no truncation of it does`() throws {
        var generator = SeededGenerator()
        for _ in 0..<20 {
            let fields = (0..<12).map { _ in Field.random(using: &generator) }
            var writer = ByteWriter(capacity: 0)
            for field in fields { field.write(to: &writer) }
            let whole = writer.finish()
            for length in stride(from: 0, through: whole.count, by: 3) + [whole.count] {
                var reader = ByteReader(whole.prefix(length))
                do throws(DecodeError) {
                    for field in fields { #expect(try field.matches(&reader)) }
                    #expect(length == whole.count)
                } catch {
                    #expect(length < whole.count, "\(error)")
                    #expect(error.range.upperBound <= length)
                }
            }
        }
    }
}

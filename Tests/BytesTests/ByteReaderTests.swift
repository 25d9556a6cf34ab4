// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

struct ByteReaderTests {
    @Test func `numbers are big-endian`() throws {
        let hex = "01" + "fe" + "0102" + "fffe" + "01020304" + "80000000" + "0102030405060708"
        var reader = ByteReader(try #require(ByteSlice(hex: hex)))
        #expect(try reader.readBool())
        #expect(try reader.readInt8() == -2)
        #expect(try reader.readInt16() == 0x0102)
        #expect(try reader.readUInt16() == 0xFFFE)
        #expect(try reader.readInt32() == 0x0102_0304)
        #expect(try reader.readUInt32() == 0x8000_0000)
        #expect(try reader.readInt64() == 0x0102_0304_0506_0708)
        try reader.finish()
    }

    @Test func `doubles and ids come as they are written`() throws {
        var writer = ByteWriter()
        let id = Uuid(high: 1, low: .max)
        writer.writeFloat64(-0.125)
        writer.writeUuid(id)
        var reader = ByteReader(writer.finish())
        #expect(try reader.readFloat64() == -0.125)
        #expect(try reader.readUuid() == id)
    }

    /// Each way of reading, with bytes it accepts.
    private struct Reading: CustomTestStringConvertible {
        let testDescription: String
        let hex: String
        let read: @Sendable (inout ByteReader) throws(DecodeError) -> Void

        init(
            _ name: String, _ hex: String,
            _ read: @escaping @Sendable (inout ByteReader) throws(DecodeError) -> Void
        ) {
            testDescription = name
            self.hex = hex
            self.read = read
        }
    }

    private static let readings: [Reading] = [
        Reading("bool", "01") { reader throws(DecodeError) in _ = try reader.readBool() },
        Reading("int8", "01") { reader throws(DecodeError) in _ = try reader.readInt8() },
        Reading("int16", "0102") { reader throws(DecodeError) in _ = try reader.readInt16() },
        Reading("uint16", "0102") { reader throws(DecodeError) in _ = try reader.readUInt16() },
        Reading("int32", "01020304") { reader throws(DecodeError) in _ = try reader.readInt32() },
        Reading("uint32", "01020304") { reader throws(DecodeError) in _ = try reader.readUInt32() },
        Reading("int64", "0102030405060708") { reader throws(DecodeError) in
            _ = try reader.readInt64()
        },
        Reading("float64", "0102030405060708") { reader throws(DecodeError) in
            _ = try reader.readFloat64()
        },
        Reading("uuid", "000102030405060708090a0b0c0d0e0f") { reader throws(DecodeError) in
            _ = try reader.readUuid()
        },
        Reading("varint", "ffffffff0f") { reader throws(DecodeError) in
            _ = try reader.readVarint()
        },
        Reading("string", "0003616263") { reader throws(DecodeError) in
            _ = try reader.readString(compact: false)
        },
        Reading("compact string", "04616263") { reader throws(DecodeError) in
            _ = try reader.readNullableString(compact: true)
        },
        Reading("bytes", "00000003616263") { reader throws(DecodeError) in
            _ = try reader.readBytes(compact: false)
        },
        Reading("compact bytes", "04616263") { reader throws(DecodeError) in
            _ = try reader.readNullableBytes(compact: true)
        },
        Reading("array", "0000000200010002") { reader throws(DecodeError) in
            for _ in 0..<(try reader.readCount(compact: false, elementBytesMin: 2)) {
                _ = try reader.readInt16()
            }
        },
        Reading("skip", "0102") { reader throws(DecodeError) in try reader.skip(2) },
        Reading("slice", "0102") { reader throws(DecodeError) in _ = try reader.readSlice(2) },
    ]

    @Test(arguments: readings)
    private func `every truncation is a typed error inside the bytes`(reading: Reading) throws {
        let whole = try #require(ByteSlice(hex: reading.hex))
        var reader = ByteReader(whole)
        try reading.read(&reader)
        #expect(reader.isAtEnd)
        for length in 0..<whole.count {
            var reader = ByteReader(whole.prefix(length))
            do throws(DecodeError) {
                try reading.read(&reader)
                Issue.record("read from \(length) of \(whole.count) bytes")
            } catch {
                switch error.reason {
                case .truncated, .countTooLarge: break
                default: Issue.record("\(error)")
                }
                #expect(error.range.upperBound <= length)
            }
        }
    }

    @Test func `null is told from empty`() throws {
        let hex = "ffff" + "0000" + "00" + "01" + "ffffffff" + "00000000" + "00" + "01"
        var reader = ByteReader(try #require(ByteSlice(hex: hex)))
        #expect(try reader.readNullableString(compact: false) == nil)
        #expect(try reader.readNullableString(compact: false) == "")
        #expect(try reader.readNullableString(compact: true) == nil)
        #expect(try reader.readNullableString(compact: true) == "")
        #expect(try reader.readNullableBytes(compact: false) == nil)
        #expect(try reader.readNullableBytes(compact: false) == .empty)
        #expect(try reader.readNullableBytes(compact: true) == nil)
        #expect(try reader.readNullableBytes(compact: true) == .empty)
        try reader.finish()
    }

    @Test func `null where none is allowed is a typed error`() throws {
        var classic = ByteReader(try #require(ByteSlice(hex: "ffff")))
        #expect(throws: DecodeError(.unexpectedNull, at: 0..<2)) {
            try classic.readString(compact: false)
        }
        var compact = ByteReader(try #require(ByteSlice(hex: "00")))
        #expect(throws: DecodeError(.unexpectedNull, at: 0..<1)) {
            try compact.readBytes(compact: true)
        }
        var array = ByteReader(try #require(ByteSlice(hex: "ffffffff")))
        #expect(throws: DecodeError(.unexpectedNull, at: 0..<4)) {
            try array.readCount(compact: false, elementBytesMin: 1)
        }
    }

    @Test func `a length below minus one is a typed error`() throws {
        var string = ByteReader(try #require(ByteSlice(hex: "fffe")))
        #expect(throws: DecodeError(.negativeLength(-2), at: 0..<2)) {
            try string.readNullableString(compact: false)
        }
        var bytes = ByteReader(try #require(ByteSlice(hex: "80000000")))
        #expect(throws: DecodeError(.negativeLength(Int(Int32.min)), at: 0..<4)) {
            try bytes.readNullableBytes(compact: false)
        }
        var array = ByteReader(try #require(ByteSlice(hex: "fffffffe")))
        #expect(throws: DecodeError(.negativeLength(-2), at: 0..<4)) {
            try array.readNullableCount(compact: false, elementBytesMin: 1)
        }
        var slice = ByteReader(try #require(ByteSlice(hex: "00")))
        #expect(throws: DecodeError(.negativeLength(-1), at: 0..<0)) { try slice.readSlice(-1) }
        #expect(throws: DecodeError(.negativeLength(-1), at: 0..<0)) { try slice.skip(-1) }
    }

    @Test func `lengths and counts beyond the bytes are refused before use`() throws {
        var bytes = ByteReader(try #require(ByteSlice(hex: "7fffffff00")))
        #expect(
            throws: DecodeError(.truncated(needed: Int(Int32.max), remaining: 1), at: 0..<5)
        ) { try bytes.readBytes(compact: false) }
        var compact = ByteReader(try #require(ByteSlice(hex: "ffffffff0f00")))
        #expect(
            throws: DecodeError(.truncated(needed: Int(UInt32.max) - 1, remaining: 1), at: 0..<6)
        ) { try compact.readString(compact: true) }
        var array = ByteReader(try #require(ByteSlice(hex: "0000000300010002")))
        #expect(throws: DecodeError(.countTooLarge(count: 3, remaining: 4), at: 0..<4)) {
            try array.readCount(compact: false, elementBytesMin: 2)
        }
    }

    @Test func `text that is not UTF-8 reads as Kafka reads it`() throws {
        var reader = ByteReader(try #require(ByteSlice(hex: "0003" + "61ff62")))
        #expect(try reader.readString(compact: false) == "a\u{FFFD}b")
    }

    @Test func `bytes left over are a typed error`() throws {
        var reader = ByteReader(try #require(ByteSlice(hex: "000102")))
        try reader.skip(1)
        #expect(throws: DecodeError(.trailingBytes(2), at: 1..<3)) { try reader.finish() }
    }

    @Test func `slices share the block and count from their own start`() throws {
        var reader = ByteReader(try #require(ByteSlice(hex: "000102030405"))[1..<6])
        try reader.skip(1)
        let slice = try reader.readSlice(3)
        #expect(slice.hex == "020304")
        #expect(slice.storage === reader.source.storage)
        #expect(slice[0] == 2 && slice.dropFirst(1)[0] == 3)
    }
}

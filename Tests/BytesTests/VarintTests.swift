// SPDX-License-Identifier: Apache-2.0

import Bytes
import TestSupport
import Testing

struct VarintTests {
    @Test(
        arguments: [
            (0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (16_383, "ff7f"), (16_384, "808001"),
            (UInt32.max, "ffffffff0f"),
        ] as [(UInt32, String)])
    func `unsigned varints are LEB128`(value: UInt32, hex: String) throws {
        var writer = ByteWriter()
        writer.writeUnsignedVarint(value)
        #expect(writer.count == ByteWriter.unsignedVarintBytes(value))
        let bytes = writer.finish()
        #expect(bytes.hex == hex)
        var reader = ByteReader(bytes)
        #expect(try reader.readUnsignedVarint() == value)
        #expect(reader.isAtEnd && !reader.sawNonMinimalVarint)
    }

    @Test(
        arguments: [
            (0, "00"), (-1, "01"), (1, "02"), (-64, "7f"), (64, "8001"), (300, "d804"),
            (Int32.max, "feffffff0f"), (Int32.min, "ffffffff0f"),
        ] as [(Int32, String)])
    func `varints are zig-zag`(value: Int32, hex: String) throws {
        var writer = ByteWriter()
        writer.writeVarint(value)
        let bytes = writer.finish()
        #expect(bytes.hex == hex)
        var reader = ByteReader(bytes)
        #expect(try reader.readVarint() == value)
    }

    @Test(
        arguments: [
            (0, "00"), (-1, "01"), (1 << 40, "808080808040"),
            (Int64.max, "feffffffffffffffff01"), (Int64.min, "ffffffffffffffffff01"),
        ] as [(Int64, String)])
    func `varlongs are zig-zag`(value: Int64, hex: String) throws {
        var writer = ByteWriter()
        writer.writeVarlong(value)
        let bytes = writer.finish()
        #expect(bytes.hex == hex)
        var reader = ByteReader(bytes)
        #expect(try reader.readVarlong() == value)
    }

    @Test func `more bytes than the type allows are refused and nothing is consumed`() throws {
        var short = ByteReader(try #require(ByteSlice(hex: "00808080808001")))
        try short.skip(1)
        #expect(throws: DecodeError(.varintTooLong, at: 1..<6)) { try short.readUnsignedVarint() }
        #expect(throws: DecodeError(.varintTooLong, at: 1..<6)) { try short.readVarint() }
        #expect(short.position == 1)
        #expect(try short.readVarlong() == 1 << 34)

        var long = ByteReader(try #require(ByteSlice(hex: "8080808080808080808001")))
        #expect(throws: DecodeError(.varintTooLong, at: 0..<10)) { try long.readVarlong() }
        #expect(long.position == 0)
    }

    @Test func `bits beyond the type are dropped as Kafka drops them`() throws {
        var reader = ByteReader(try #require(ByteSlice(hex: "ffffffff7f")))
        #expect(try reader.readUnsignedVarint() == .max)
    }

    @Test(arguments: ["8000", "80808000", "818000", "8080808000"])
    func `a varint longer than it needs to be is read and noticed`(hex: String) throws {
        let bytes = try #require(ByteSlice(hex: hex))
        var short = ByteReader(bytes)
        #expect(try short.readUnsignedVarint() == (hex.hasPrefix("81") ? 1 : 0))
        #expect(short.sawNonMinimalVarint && short.isAtEnd)
        var long = ByteReader(bytes)
        _ = try long.readVarlong()
        #expect(long.sawNonMinimalVarint && long.isAtEnd)
    }

    @Test func `every truncation is typed and consumes nothing`() throws {
        let whole = try #require(ByteSlice(hex: "ffffffffffffffffff01"))
        for length in 0..<whole.count {
            let error = DecodeError(
                .truncated(needed: length + 1, remaining: length), at: 0..<length)
            var reader = ByteReader(whole.prefix(length))
            #expect(throws: error) { try reader.readVarlong() }
            #expect(reader.position == 0)
            if length < 5 { #expect(throws: error) { try reader.readUnsignedVarint() } }
        }
    }

    @Test func `random values come back`() throws {
        var generator = SeededGenerator()
        for _ in 0..<2_000 {
            let value = generator.next() >> UInt64.random(in: 0...63, using: &generator)
            let long = Int64(bitPattern: value)
            let short = Int32(truncatingIfNeeded: value)
            var writer = ByteWriter(capacity: 0)
            writer.writeVarlong(long)
            writer.writeVarlong(-(long >> 1))
            writer.writeVarint(short)
            writer.writeUnsignedVarint(UInt32(bitPattern: short))
            var reader = ByteReader(writer.finish())
            #expect(try reader.readVarlong() == long)
            #expect(try reader.readVarlong() == -(long >> 1))
            #expect(try reader.readVarint() == short)
            #expect(try reader.readUnsignedVarint() == UInt32(bitPattern: short))
            #expect(reader.isAtEnd && !reader.sawNonMinimalVarint)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Testing

/// The forms that Kafka writes, and those that it reads and refuses.
struct FramingTests {
    private let compressor = Compressor()
    private static let phrase = ByteSlice(utf8: "Nobody inspects the spammish repetition")

    private func read(_ hex: String, _ codec: CompressionCodec) throws -> ByteSlice {
        try compressor.decompress(
            try #require(ByteSlice(hex: hex)), codec: codec, limit: 1 << 20)
    }

    private func readLegacy(_ frame: ByteSlice) throws -> ByteSlice {
        var writer = ByteWriter()
        try frame.withUnsafeBytes { bytes throws(CompressionError) in
            try compressor.decompress(
                bytes, codec: .lz4, limit: 1 << 20, legacyLZ4Header: true, into: &writer)
        }
        return writer.finish()
    }

    // MARK: gzip

    @Test func `gzip begins as RFC 1952 has it`() throws {
        #expect(try compressor.compress(Self.phrase, codec: .gzip).hex.hasPrefix("1f8b0800"))
    }

    @Test func `gzip members follow each other and foreign bytes end them`() throws {
        let member = try compressor.compress(Self.phrase, codec: .gzip).hex
        #expect(try read(member + member, .gzip).count == 2 * Self.phrase.count)
        #expect(try read(member + "0000000000", .gzip) == Self.phrase)
        #expect(try read(member + "1f", .gzip) == Self.phrase)
        #expect(throws: CompressionError.truncated(.gzip)) {
            try read(member + member.prefix(40), .gzip)
        }
    }

    @Test func `gzip's checksum and length are verified`() throws {
        let member = try compressor.compress(Self.phrase, codec: .gzip).array
        var wrong = member
        wrong[member.count - 8] ^= 1
        #expect(throws: CompressionError.checksumMismatch(.gzip, part: "the data")) {
            try compressor.decompress(ByteSlice(wrong), codec: .gzip, limit: 100)
        }
        wrong = member
        wrong[member.count - 1] ^= 1
        #expect(throws: CompressionError.corrupt(.gzip, reason: "wrong length at the end")) {
            try compressor.decompress(ByteSlice(wrong), codec: .gzip, limit: 100)
        }
    }

    // MARK: snappy

    private static let xerialHeader = "82534e4150505900" + "00000001" + "00000001"

    @Test func `snappy is written in blocks of 32 KiB behind xerial's header`() throws {
        let compressed = try compressor.compress(Corpus.random.bytes(40_000), codec: .snappy)
        #expect(compressed.hex.hasPrefix(Self.xerialHeader))
        var reader = ByteReader(compressed.dropFirst(16))
        var lengths: [Int32] = []
        while !reader.isAtEnd {
            var block = ByteReader(try reader.readBytes(compact: false))
            lengths.append(Int32(try block.readUnsignedVarint()))
        }
        #expect(lengths == [32_768, 7_232])
    }

    @Test func `a bare snappy block is read`() throws {
        // A literal of three bytes, then a copy of six from three back.
        #expect(try read("09" + "08616263" + "0903", .snappy).text == "abcabcabc")
    }

    @Test func `snappy streams may be concatenated`() throws {
        let block = "00000005" + "0308616263"
        #expect(try read(Self.xerialHeader + block + Self.xerialHeader + block, .snappy).count == 6)
        #expect(try read(Self.xerialHeader, .snappy).isEmpty)
    }

    @Test func `snappy streams that lie are typed errors`() {
        #expect(throws: CompressionError.truncated(.snappy)) {
            try read(Self.xerialHeader + "7fffffff" + "0308616263", .snappy)
        }
        #expect(throws: CompressionError.corrupt(.snappy, reason: "block of negative length")) {
            try read(Self.xerialHeader + "fffffffe" + "0308616263", .snappy)
        }
        #expect(throws: CompressionError.corrupt(.snappy, reason: "block without a length")) {
            try read(Self.xerialHeader + "00000000", .snappy)
        }
        let future = "82534e4150505900" + "00000002" + "00000002"
        #expect(
            throws: CompressionError.unsupportedVariant(
                .snappy, reason: "stream version 2, readable from 2")
        ) { try read(future + "00000005" + "0308616263", .snappy) }
    }

    // MARK: lz4

    @Test func `an LZ4 frame begins and ends as Kafka writes it`() throws {
        let frame = try compressor.compress(Self.phrase, codec: .lz4).hex
        #expect(frame.hasPrefix("04224d18" + "6040" + "82"))
        #expect(frame.hasSuffix("00000000"))
        #expect(try compressor.compress(.empty, codec: .lz4).hex == "04224d18604082" + "00000000")
    }

    @Test func `messages of magic 0 have their wrong LZ4 header`() throws {
        var writer = ByteWriter()
        try Self.phrase.withUnsafeBytes { bytes throws(CompressionError) in
            try compressor.compress(bytes, codec: .lz4, legacyLZ4Header: true, into: &writer)
        }
        let frame = writer.finish()
        #expect(frame.hex.hasPrefix("04224d18" + "6040" + "1a"))
        #expect(try readLegacy(frame) == Self.phrase)
        #expect(throws: CompressionError.checksumMismatch(.lz4, part: "the frame header")) {
            try compressor.decompress(frame, codec: .lz4, limit: 100)
        }
        let right = try compressor.compress(Self.phrase, codec: .lz4)
        #expect(try readLegacy(right) == Self.phrase)
    }

    /// A frame of the phrase, stored; `flags` decide what else there has to be.
    private func storedFrame(
        flags: String = "60", blockDescriptor: String = "40", contentSize: String = "",
        headerChecksum: String, blockChecksum: String = "", contentChecksum: String = ""
    ) -> String {
        let header = "04224d18" + flags + blockDescriptor + contentSize + headerChecksum
        let block = "27000080" + Self.phrase.hex + blockChecksum
        return header + block + "00000000" + contentChecksum
    }

    @Test func `optional parts of an LZ4 frame are read`() throws {
        #expect(try read(storedFrame(headerChecksum: "82"), .lz4) == Self.phrase)
        // xxHash32 of the phrase is e2293b2f.
        let checked = storedFrame(
            flags: "70", headerChecksum: "ad", blockChecksum: "2f3b29e2")
        #expect(try read(checked, .lz4) == Self.phrase)
        #expect(throws: CompressionError.checksumMismatch(.lz4, part: "a block")) {
            try read(
                storedFrame(flags: "70", headerChecksum: "ad", blockChecksum: "2f3b29e3"), .lz4)
        }
        // Kafka passes over the content checksum unverified, and over what follows the end.
        let summed = storedFrame(flags: "64", headerChecksum: "a7", contentChecksum: "00000000")
        #expect(try read(summed + "ffff", .lz4) == Self.phrase)
        #expect(throws: CompressionError.truncated(.lz4)) {
            try read(storedFrame(flags: "64", headerChecksum: "a7", contentChecksum: "0000"), .lz4)
        }
    }

    @Test(arguments: [
        ("40", "40", "dependent blocks"), ("61", "40", "reserved bits are set"),
        ("62", "40", "reserved bits are set"), ("60", "41", "reserved bits are set"),
        ("60", "c0", "reserved bits are set"), ("60", "30", "block size 3"),
        ("a0", "40", "frame version 2"),
    ])
    func `LZ4 frames that Kafka refuses are refused`(
        flags: String, blockDescriptor: String, reason: String
    ) {
        let frame = storedFrame(
            flags: flags, blockDescriptor: blockDescriptor, headerChecksum: "00")
        #expect(throws: CompressionError.unsupportedVariant(.lz4, reason: reason)) {
            try read(frame, .lz4)
        }
    }

    @Test func `other LZ4 frames that lie are typed errors`() {
        #expect(throws: CompressionError.unsupportedVariant(.lz4, reason: "not an LZ4 frame")) {
            try read("05224d18604082", .lz4)
        }
        #expect(
            throws: CompressionError.corrupt(.lz4, reason: "block of 65537 bytes, at most 65536")
        ) { try read("04224d18604082" + "01000100", .lz4) }
        #expect(throws: CompressionError.truncated(.lz4)) {
            try read("04224d18604082" + "00000100" + "00", .lz4)
        }
        #expect(throws: CompressionError.corrupt(.lz4, reason: "invalid block")) {
            try read("04224d18604082" + "03000000" + "ffffff" + "00000000", .lz4)
        }
    }

    // MARK: zstd

    @Test func `zstd frames may be concatenated and skipped`() throws {
        let frame = try compressor.compress(Self.phrase, codec: .zstd).hex
        #expect(frame.hasPrefix("28b52ffd"))
        let skipped = "502a4d18" + "03000000" + "010203"
        #expect(try read(skipped + frame + skipped + frame, .zstd).count == 78)
        #expect(throws: CompressionError.corrupt(.zstd, reason: "foreign bytes after a frame")) {
            try read(frame + "00000000", .zstd)
        }
        #expect(throws: CompressionError.truncated(.zstd)) {
            try read(frame + frame.prefix(12), .zstd)
        }
    }

    @Test func `what is no zstd frame is a typed error`() {
        #expect(throws: CompressionError.corrupt(.zstd, reason: "not a zstd frame")) {
            try read("0102030405060708", .zstd)
        }
    }
}

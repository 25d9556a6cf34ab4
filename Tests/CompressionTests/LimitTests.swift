// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Testing

struct LimitTests {
    private static let limit = 1 << 20

    /// Decompresses into a fresh writer and says how much memory it came to hold.
    private func attempt(
        _ input: ByteSlice, codec: CompressionCodec, limit: Int
    ) -> (error: CompressionError?, produced: Int, capacity: Int) {
        var writer = ByteWriter(capacity: 0)
        do throws(CompressionError) {
            try input.withUnsafeBytes { bytes throws(CompressionError) in
                try Compressor().decompress(bytes, codec: codec, limit: limit, into: &writer)
            }
            return (nil, writer.count, writer.capacity)
        } catch {
            return (error, writer.count, writer.capacity)
        }
    }

    @Test(arguments: CompressionCodec.allCases, Corpus.allCases)
    func `the limit is exact`(codec: CompressionCodec, corpus: Corpus) throws {
        for size in [1, 100, 32_768, 65_536, 65_537, 150_000] {
            let compressed = try Compressor().compress(corpus.bytes(size), codec: codec)
            #expect(attempt(compressed, codec: codec, limit: size).produced == size)
            for limit in [0, size / 2, size - 1] {
                let outcome = attempt(compressed, codec: codec, limit: limit)
                #expect(outcome.error == .limitExceeded(codec, limit: limit), "\(size) bytes")
                #expect(outcome.produced == 0 && outcome.capacity <= limit)
            }
        }
    }

    @Test(arguments: CompressionCodec.compressing)
    func `a bomb costs the limit`(codec: CompressionCodec) throws {
        let bomb = try Compressor().compress(Corpus.zeros.bytes(32 << 20), codec: codec)
        let outcome = attempt(bomb, codec: codec, limit: Self.limit)
        #expect(outcome.error == .limitExceeded(codec, limit: Self.limit))
        #expect(outcome.produced == 0 && outcome.capacity <= Self.limit)
    }

    @Test func `a mebibyte of zstd that stands for gigabytes costs the limit`() {
        // A frame without a content size (window 1 MiB) and runs of 128 KiB, four bytes each.
        var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x50]
        while bytes.count < 1 << 20 { bytes += [0x02, 0x00, 0x10, 0x2A] }
        let outcome = attempt(ByteSlice(bytes), codec: .zstd, limit: Self.limit)
        #expect(outcome.error == .limitExceeded(.zstd, limit: Self.limit))
        #expect(outcome.capacity <= Self.limit)
    }

    @Test func `a zstd frame's announced size and window reserve nothing`() throws {
        // Content size 2^60, then an empty last block; and a window of 2^41 bytes around one byte.
        let size = try #require(ByteSlice(hex: "28b52ffd" + "e0" + "0000000000000010" + "010000"))
        let window = try #require(ByteSlice(hex: "28b52ffd" + "00" + "f8" + "090000" + "61"))
        for frame in [size, window] {
            let outcome = attempt(frame, codec: .zstd, limit: .max)
            #expect(outcome.error != nil || outcome.produced <= 1)
            #expect(outcome.capacity <= 1 << 20)
        }
    }

    @Test func `a snappy block's announced length reserves nothing`() throws {
        // 2^32 - 1 bytes announced in front of one literal.
        let block = try #require(ByteSlice(hex: "ffffffff0f" + "0061"))
        let outcome = attempt(block, codec: .snappy, limit: .max)
        #expect(outcome.error == .corrupt(.snappy, reason: "7 bytes cannot hold 4294967295"))
        #expect(outcome.capacity == 0)
    }

    @Test func `LZ4 blocks of four mebibytes reserve what they can hold`() throws {
        // One literal in a frame of the largest block size.
        let header = "04224d18" + "6070" + "73"
        let frame = try #require(ByteSlice(hex: header + "02000000" + "1061" + "00000000"))
        let outcome = attempt(frame, codec: .lz4, limit: .max)
        #expect(outcome.error == nil)
        #expect(outcome.produced == 1 && outcome.capacity <= 1024)
    }
}

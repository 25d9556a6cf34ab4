// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Testing

struct RoundTripTests {
    /// Around the block sizes of snappy (32 KiB), LZ4 (64 KiB) and zstd (128 KiB), and beyond.
    private static let sizes = [
        0, 1, 2, 15, 16, 17, 100, 4096, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 131_073,
        400_000,
    ]

    @Test(arguments: CompressionCodec.allCases, Corpus.allCases)
    func `what goes in comes out`(codec: CompressionCodec, corpus: Corpus) throws {
        let compressor = Compressor()
        for size in Self.sizes {
            let input = corpus.bytes(size)
            let compressed = try compressor.compress(input, codec: codec)
            let output = try compressor.decompress(compressed, codec: codec, limit: size)
            #expect(output == input, "\(size) bytes")
        }
    }

    private static let levels: [(CompressionCodec, Int32)] =
        ([-1] + Array(1...9)).map { (.gzip, $0) } + (1...17).map { (.lz4, $0) }
        + [-131_072, -100, -7, -1, 0, 1, 2, 3, 6, 9, 12, 15, 19, 22].map { (.zstd, $0) }

    @Test(arguments: levels)
    func `every level comes back`(codec: CompressionCodec, level: Int32) throws {
        let compressor = Compressor()
        for corpus in Corpus.allCases {
            let input = corpus.bytes(70_000)
            let compressed = try compressor.compress(input, codec: codec, level: level)
            let output = try compressor.decompress(compressed, codec: codec, limit: 70_000)
            #expect(output == input, "\(corpus)")
        }
    }

    @Test func `a higher level compresses better`() throws {
        let compressor = Compressor()
        let input = Corpus.text.bytes(100_000)
        for (codec, low, high) in [
            (CompressionCodec.gzip, 1, 9), (.lz4, 9, 12), (.zstd, -50, 19),
        ] as [(CompressionCodec, Int32, Int32)] {
            let fast = try compressor.compress(input, codec: codec, level: low)
            let thorough = try compressor.compress(input, codec: codec, level: high)
            #expect(thorough.count < fast.count, "\(codec)")
        }
    }

    @Test(
        arguments: [
            (CompressionCodec.none, 1), (.gzip, 0), (.gzip, 10), (.snappy, 1), (.lz4, 18),
            (.zstd, 23),
        ] as [(CompressionCodec, Int32)])
    func `a level that Kafka lacks is a typed error`(codec: CompressionCodec, level: Int32) {
        #expect(throws: CompressionError.unsupportedLevel(codec, level: level)) {
            try Compressor().compress(.empty, codec: codec, level: level)
        }
    }

    @Test(arguments: CompressionCodec.allCases)
    func `output goes behind what the writer holds`(codec: CompressionCodec) throws {
        let compressor = Compressor()
        let input = Corpus.text.bytes(50_000)
        var writer = ByteWriter(capacity: 4)
        writer.write(0x0102_0304 as Int32)
        try input.withUnsafeBytes { bytes throws(CompressionError) in
            try compressor.compress(bytes, codec: codec, into: &writer)
        }
        let compressed = writer.finish()
        #expect(compressed.prefix(4) == [1, 2, 3, 4])
        var second = ByteWriter(capacity: 4)
        second.write(0x0506_0708 as Int32)
        try compressed.dropFirst(4).withUnsafeBytes { bytes throws(CompressionError) in
            try compressor.decompress(bytes, codec: codec, limit: 50_000, into: &second)
        }
        let output = second.finish()
        #expect(output.prefix(4) == [5, 6, 7, 8])
        #expect(output.dropFirst(4) == input)
    }

    @Test func `contexts are as good as new after any failure`() throws {
        let used = Compressor()
        let input = Corpus.mixed.bytes(90_000)
        for codec in CompressionCodec.compressing {
            let expected = try Compressor().compress(input, codec: codec)
            let cut = expected.prefix(expected.count / 2)
            for _ in 0..<3 {
                #expect(throws: CompressionError.self) {
                    try used.decompress(cut, codec: codec, limit: 1000)
                }
                _ = try used.compress(input.prefix(77), codec: codec)
                #expect(try used.compress(input, codec: codec) == expected)
                #expect(try used.decompress(expected, codec: codec, limit: 90_000) == input)
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Compression
import Testing

struct CompressionCodecTests {
    @Test func `names and attributes are Kafka's`() {
        let names = ["none", "gzip", "snappy", "lz4", "zstd"]
        for (number, name) in names.enumerated() {
            let codec = CompressionCodec(name: name)
            #expect(codec?.rawValue == Int8(number))
            #expect(codec?.name == name)
            #expect(CompressionCodec(attributes: Int16(number) | 0x38) == codec)
        }
        for reserved: Int16 in 5...7 { #expect(CompressionCodec(attributes: reserved) == nil) }
        #expect(CompressionCodec(attributes: -8) == CompressionCodec.none)
        #expect(CompressionCodec(name: "brotli") == nil)
    }

    @Test func `levels are Kafka's`() {
        for level: Int32 in [-1, 1, 9] { #expect(CompressionCodec.gzip.accepts(level: level)) }
        for level: Int32 in [-2, 0, 10] { #expect(!CompressionCodec.gzip.accepts(level: level)) }
        for level: Int32 in [1, 17] { #expect(CompressionCodec.lz4.accepts(level: level)) }
        for level: Int32 in [-1, 0, 18] { #expect(!CompressionCodec.lz4.accepts(level: level)) }
        for level: Int32 in [-131_072, -7, 0, 22] {
            #expect(CompressionCodec.zstd.accepts(level: level))
        }
        for level: Int32 in [-131_073, 23] { #expect(!CompressionCodec.zstd.accepts(level: level)) }
        #expect(!CompressionCodec.snappy.accepts(level: 1))
        #expect(!CompressionCodec.none.accepts(level: 0))
    }
}

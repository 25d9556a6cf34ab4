// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import TestSupport
import Testing

struct HostileInputTests {
    private static let limit = 64 << 10

    @Test(arguments: CompressionCodec.compressing)
    func `no truncation yields the whole or a byte too many`(codec: CompressionCodec) throws {
        let compressor = Compressor()
        for corpus in Corpus.allCases {
            let input = corpus.bytes(700)
            let whole = try compressor.compress(input, codec: codec)
            for length in 0..<whole.count {
                do throws(CompressionError) {
                    let output = try compressor.decompress(
                        whole.prefix(length), codec: codec, limit: input.count)
                    // Only xerial's framing does not say where it ends.
                    #expect(codec == .snappy && output.count < input.count)
                } catch {
                    let isAboutLength = error == .truncated(codec)
                    #expect(isAboutLength || codec == .snappy, "\(error)")
                }
            }
        }
    }

    private static let rounds = 10_000

    @Test(arguments: CompressionCodec.compressing)
    func `no mutation goes beyond the limit or traps`(codec: CompressionCodec) throws {
        var generator = SeededGenerator(for: "mutations of \(codec)")
        let compressor = Compressor()
        let sources = try Corpus.allCases.flatMap { corpus in
            try [60, 3_000, 40_000].map {
                try compressor.compress(corpus.bytes($0), codec: codec).array
            }
        }
        var writer = ByteWriter()
        var refused = 0
        for round in 0..<Self.rounds {
            var bytes = sources[round % sources.count]
            mutate(&bytes, using: &generator)
            writer.reset()
            writer.write(0x0102_0304 as Int32)
            do throws(CompressionError) {
                try ByteSlice(bytes).withUnsafeBytes { bytes throws(CompressionError) in
                    try compressor.decompress(
                        bytes, codec: codec, limit: Self.limit, into: &writer)
                }
                #expect(writer.count <= 4 + Self.limit)
            } catch {
                refused += 1
                #expect(writer.count == 4)
            }
            writer.withUnsafeBytes { #expect($0.starts(with: [1, 2, 3, 4])) }
        }
        #expect(refused > Self.rounds / 10)
    }

    private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            // The headers are where most decisions are made.
            let reach = Bool.random(using: &generator) ? min(bytes.count, 32) : bytes.count
            guard reach > 0 else { return }
            let position = Int.random(in: 0..<reach, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[position] = .random(in: .min ... .max, using: &generator)
            case 2: bytes.remove(at: position)
            case 3: bytes.insert(.random(in: .min ... .max, using: &generator), at: position)
            default: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            }
        }
    }

    @Test(arguments: CompressionCodec.compressing)
    func `random bytes are refused`(codec: CompressionCodec) {
        var generator = SeededGenerator(for: "noise as \(codec)")
        let compressor = Compressor()
        for length in 0..<200 {
            let noise = ByteSlice(generator.bytes(length))
            // A bare snappy block has no mark, so noise may be one.
            do throws(CompressionError) {
                let output = try compressor.decompress(noise, codec: codec, limit: Self.limit)
                #expect(codec == .snappy && output.count <= Self.limit)
            } catch {
                #expect("\(error)".hasPrefix("\(codec): "))
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import TestSupport

/// Inputs of every temper for the codecs.
enum Corpus: String, CaseIterable {
    case text, random, zeros, mixed

    /// `count` bytes, always the same.
    func bytes(_ count: Int) -> ByteSlice {
        var generator = SeededGenerator(seed: UInt64(count) &* 31 &+ 7)
        switch self {
        case .zeros: return ByteSlice([UInt8](repeating: 0, count: count))
        case .random: return ByteSlice(Self.random(count, using: &generator))
        case .text: return ByteSlice(Self.text(count, using: &generator))
        case .mixed:
            let half = Self.text(count / 2, using: &generator)
            return ByteSlice(half + Self.random(count - count / 2, using: &generator))
        }
    }

    private static func random(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }

    private static let words = [
        "order", "created", "{\"id\":", "},", "customer", "2024-05-", "amount", "shipped", "\n",
    ].map { Array($0.utf8) }

    private static func text(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 16)
        while bytes.count < count {
            let draw = Int(truncatingIfNeeded: generator.next() >> 8)
            bytes.append(contentsOf: words[(draw & 0xFFFF) % words.count])
            bytes.append(UInt8(0x30 + (draw >> 16 & 0xFF) % 10))
        }
        return Array(bytes.prefix(count))
    }
}

extension CompressionCodec {
    /// The codecs that compress.
    static var compressing: [CompressionCodec] { [.gzip, .snappy, .lz4, .zstd] }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import CBaseline
import Compression

/// The codecs beside the same libraries called from C, on the same blocks.
enum CodecSubject {
    private struct Setting {
        let codec: CompressionCodec
        let level: Int32?

        init(_ codec: CompressionCodec, _ level: Int32? = nil) {
            self.codec = codec
            self.level = level
        }

        var name: String { level.map { "\(codec) \($0)" } ?? codec.name }
    }

    private static let settings = [
        Setting(.gzip, 1), Setting(.gzip, 6), Setting(.snappy), Setting(.lz4),
        Setting(.zstd, 1), Setting(.zstd, 3),
    ]
    private static let goal = Goal.lowerBound(atLeast: 0.95)

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func measure(_ bench: Bench) throws {
        guard let baseline = assay_baseline_make() else {
            throw Failure(description: "the libraries have no memory for their contexts")
        }
        defer { assay_baseline_free(baseline) }
        for size in bench.isQuick ? [65_536] : [16_384, 65_536, 1 << 20] {
            let plain = SampleText.bytes(size)
            for setting in settings {
                try measure(bench, setting, plain, baseline)
            }
        }
    }

    private static func measure(
        _ bench: Bench, _ setting: Setting, _ plain: ByteSlice, _ baseline: OpaquePointer
    ) throws {
        let compressor = Compressor()
        let number = Int32(setting.codec.rawValue)
        let level = setting.level ?? setting.codec.defaultLevel ?? 0
        let packed = try compressor.compress(plain, codec: setting.codec, level: setting.level)
        let room = plain.count + plain.count / 4 + 4096
        let theirs = ByteStorage(capacity: room)
        let written = assay_baseline_compress(
            baseline, number, level, plain.base, plain.count, theirs.base, room)
        // Anything else would compare different work.
        guard ByteSlice(storage: theirs, start: 0, count: written) == packed else {
            throw Failure(description: "\(setting.name): C and Swift write different bytes")
        }

        let ours = Scratch(capacity: room)
        let name = "\(setting.name), \(SizeText.of(plain.count))"
        bench.compare(
            .codecs, "\(name), compress",
            ours: { times in
                repeated(times, ours) { writer throws(CompressionError) in
                    try plain.withUnsafeBytes { bytes throws(CompressionError) in
                        try compressor.compress(
                            bytes, codec: setting.codec, level: setting.level, into: &writer)
                    }
                }
            },
            with: [
                Contestant(
                    "C, same library",
                    once: {
                        UInt64(
                            assay_baseline_compress(
                                baseline, number, level, plain.base, plain.count, theirs.base,
                                room))
                    })
            ], bytes: plain.count, goal: goal)
        bench.compare(
            .codecs, "\(name), decompress",
            ours: { times in
                repeated(times, ours) { writer throws(CompressionError) in
                    try packed.withUnsafeBytes { bytes throws(CompressionError) in
                        try compressor.decompress(
                            bytes, codec: setting.codec, limit: 4 << 20, into: &writer)
                    }
                }
            },
            with: [
                Contestant(
                    "C, same library",
                    once: {
                        UInt64(
                            assay_baseline_decompress(
                                baseline, number, packed.base, packed.count, theirs.base, room))
                    })
            ], bytes: plain.count, goal: goal)
    }

    /// Bytes written by doing `body` so many times; nothing here fails on bytes of our own making.
    private static func repeated(
        _ times: Int, _ scratch: Scratch,
        _ body: (inout ByteWriter) throws(CompressionError) -> Void
    ) -> UInt64 {
        var sum: UInt64 = 0
        for _ in 0..<times {
            scratch.writer.reset()
            do throws(CompressionError) {
                try body(&scratch.writer)
            } catch {
                return 0
            }
            sum &+= UInt64(scratch.writer.count)
        }
        return sum
    }
}

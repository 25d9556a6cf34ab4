// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// The codecs of Kafka in Kafka's framings, with the contexts they work in.
///
/// Contexts are made at a codec's first use and reused ever after, so that a batch costs no
/// allocation in the steady state (libsnappy's compressor apart, which has no context to keep).
/// One owner at a time: a compressor is neither shared nor sent.
///
/// Whatever fails leaves the writer with what it held before.
package final class Compressor {
    private var gzipWriter: GzipWriter?
    private var gzipReader: GzipReader?
    private var lz4Writer: LZ4FrameWriter?
    private var zstd: ZstdContext?

    package init() {}

    /// Appends `input`, compressed, to `writer`.
    ///
    /// - Parameters:
    ///   - level: one that `CompressionCodec.accepts(level:)`; nil is Kafka's default.
    ///   - legacyLZ4Header: writes the LZ4 header checksum as messages of magic 0 carry it.
    package func compress(
        _ input: UnsafeRawBufferPointer, codec: CompressionCodec, level: Int32? = nil,
        legacyLZ4Header: Bool = false, into writer: inout ByteWriter
    ) throws(CompressionError) {
        if let level, !codec.accepts(level: level) {
            throw .unsupportedLevel(codec, level: level)
        }
        try checkSize(input, codec)
        let start = writer.count
        do throws(CompressionError) {
            switch codec {
            case .none: writer.write(input)
            case .gzip: try gzipWriter(level: level ?? -1).compress(input, into: &writer)
            case .snappy: try SnappyFraming.compress(input, into: &writer)
            case .lz4:
                try lz4WriterContext().compress(
                    input, level: level, legacyHeader: legacyLZ4Header, into: &writer)
            case .zstd: try zstdContext().compress(input, level: level ?? 3, into: &writer)
            }
        } catch {
            writer.truncate(to: start)
            throw error
        }
    }

    /// Appends what `input` decompresses to, at most `limit` bytes, to `writer`.
    ///
    /// Memory keeps the limit as well: the writer grows with what is produced, never by what the
    /// input announces, and not beyond the limit.
    ///
    /// - Parameter legacyLZ4Header: reads LZ4 as in messages of magic 0, whose header checksum was
    ///   computed wrongly for years and is therefore not looked at (KIP-57).
    package func decompress(
        _ input: UnsafeRawBufferPointer, codec: CompressionCodec, limit: Int,
        legacyLZ4Header: Bool = false, into writer: inout ByteWriter
    ) throws(CompressionError) {
        precondition(limit >= 0, "a limit is never negative")
        try checkSize(input, codec)
        if codec != .none && input.isEmpty { throw .truncated(codec) }
        let start = writer.count
        do throws(CompressionError) {
            switch codec {
            case .none:
                if input.count > limit { throw CompressionError.limitExceeded(codec, limit: limit) }
                writer.write(input)
            case .gzip: try gzipReaderContext().decompress(input, limit: limit, into: &writer)
            case .snappy: try SnappyFraming.decompress(input, limit: limit, into: &writer)
            case .lz4:
                var reader = LZ4FrameReader(
                    input, limit: limit, checksHeader: !legacyLZ4Header)
                try reader.decompress(into: &writer)
            case .zstd: try zstdContext().decompress(input, limit: limit, into: &writer)
            }
        } catch {
            writer.truncate(to: start)
            throw error
        }
    }

    /// `slice`, compressed, in a block of its own.
    package func compress(
        _ slice: ByteSlice, codec: CompressionCodec, level: Int32? = nil
    ) throws(CompressionError) -> ByteSlice {
        var writer = ByteWriter(capacity: slice.count / 2 + 64)
        try slice.withUnsafeBytes { bytes throws(CompressionError) in
            try compress(bytes, codec: codec, level: level, into: &writer)
        }
        return writer.finish()
    }

    /// What `slice` decompresses to, at most `limit` bytes, in a block of its own.
    package func decompress(
        _ slice: ByteSlice, codec: CompressionCodec, limit: Int
    ) throws(CompressionError) -> ByteSlice {
        var writer = ByteWriter(capacity: 0)
        try slice.withUnsafeBytes { bytes throws(CompressionError) in
            try decompress(bytes, codec: codec, limit: limit, into: &writer)
        }
        return writer.finish()
    }

    private func checkSize(
        _ input: UnsafeRawBufferPointer, _ codec: CompressionCodec
    ) throws(CompressionError) {
        if input.count > Int(Int32.max) { throw .inputTooLarge(codec, bytes: input.count) }
    }

    private func gzipWriter(level: Int32) throws(CompressionError) -> GzipWriter {
        if let gzipWriter, gzipWriter.level == level { return gzipWriter }
        let made = try GzipWriter(level: level)
        gzipWriter = made
        return made
    }

    private func gzipReaderContext() throws(CompressionError) -> GzipReader {
        if let gzipReader { return gzipReader }
        let made = try GzipReader()
        gzipReader = made
        return made
    }

    private func lz4WriterContext() -> LZ4FrameWriter {
        if let lz4Writer { return lz4Writer }
        let made = LZ4FrameWriter()
        lz4Writer = made
        return made
    }

    private func zstdContext() throws(CompressionError) -> ZstdContext {
        if let zstd { return zstd }
        let made = try ZstdContext()
        zstd = made
        return made
    }
}

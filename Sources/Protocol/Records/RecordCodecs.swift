// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Compression

/// Codec contexts and scratch room that one owner reuses over many batches, so that packing and
/// unpacking allocate nothing in steady state.
///
/// Not for two callers at once: each loop, log or session has its own.
package final class RecordCodecs {
    private let compressor = Compressor()
    private var scratch = ByteWriter(capacity: 4096)
    /// Scratch larger than this is let go after use, so that one giant batch is not kept.
    private let scratchBytesMax = 4 << 20

    package init() {}

    /// Runs `body` over the unpacked bytes of `payload`, at most `limit` of them; the pointer must
    /// not leave it, nor may `body` unpack anything else with these contexts.
    package func withUnpacked<Result>(
        _ payload: ByteSlice, codec: CompressionCodec, limit: Int,
        _ body: (UnsafeRawBufferPointer) throws(RecordError) -> Result
    ) throws(RecordError) -> Result {
        if codec == .none { return try payload.withUnsafeBytes(body) }
        scratch.reset()
        defer { trimScratch() }
        try unpack(payload, codec: codec, limit: limit, into: &scratch)
        return try scratch.withUnsafeBytes(body)
    }

    /// The unpacked bytes of `payload` in a block of their own, at most `limit` of them.
    package func unpack(
        _ payload: ByteSlice, codec: CompressionCodec, limit: Int
    ) throws(RecordError) -> ByteSlice {
        if codec == .none { return payload }
        var writer = ByteWriter(capacity: min(limit, max(payload.count * 3, 256)))
        try unpack(payload, codec: codec, limit: limit, into: &writer)
        return writer.finish()
    }

    /// The unpacked bytes of a legacy wrapper's value, in a block of their own.
    package func unpackLegacy(
        _ payload: ByteSlice, codec: CompressionCodec, magic: Int8, limit: Int
    ) throws(RecordError) -> ByteSlice {
        var writer = ByteWriter(capacity: min(limit, max(payload.count * 3, 256)))
        try unpack(
            payload, codec: codec, limit: limit, legacyLZ4Header: magic == 0, into: &writer)
        return writer.finish()
    }

    /// Packs `payload` onto the end of `writer`; `level` nil is the codec's default.
    package func pack(
        _ payload: UnsafeRawBufferPointer, codec: CompressionCodec, level: Int32?,
        into writer: inout ByteWriter
    ) throws(RecordError) {
        do {
            try compressor.compress(payload, codec: codec, level: level, into: &writer)
        } catch {
            throw RecordError(.compression(error), at: BatchLayout.header)
        }
    }

    private func unpack(
        _ payload: ByteSlice, codec: CompressionCodec, limit: Int, legacyLZ4Header: Bool = false,
        into writer: inout ByteWriter
    ) throws(RecordError) {
        do {
            try payload.withUnsafeBytes { (packed) throws(CompressionError) in
                try compressor.decompress(
                    packed, codec: codec, limit: limit, legacyLZ4Header: legacyLZ4Header,
                    into: &writer)
            }
        } catch {
            throw RecordError(.compression(error), at: BatchLayout.header)
        }
    }

    private func trimScratch() {
        if scratch.capacity > scratchBytesMax { scratch = ByteWriter(capacity: 4096) }
    }
}

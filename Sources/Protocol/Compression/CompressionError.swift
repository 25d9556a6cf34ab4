// SPDX-License-Identifier: Apache-2.0

/// Why bytes were not compressed or decompressed.
@usableFromInline
package enum CompressionError: Error, Hashable, Sendable {
    /// The compressed bytes end before the stream does.
    case truncated(CompressionCodec)
    /// The compressed bytes contradict their format.
    case corrupt(CompressionCodec, reason: String)
    /// A checksum inside the format does not hold.
    case checksumMismatch(CompressionCodec, part: String)
    /// A form that the codec's format knows and Kafka does not read.
    case unsupportedVariant(CompressionCodec, reason: String)
    /// The output would be longer than the caller allowed; nothing beyond it was produced.
    case limitExceeded(CompressionCodec, limit: Int)
    /// A level that Kafka does not have for this codec.
    case unsupportedLevel(CompressionCodec, level: Int32)
    /// More input than one call takes (2^31 - 1 bytes, as in Kafka).
    case inputTooLarge(CompressionCodec, bytes: Int)
    /// The library could not have the memory it asked for.
    case outOfMemory(CompressionCodec)
}

extension CompressionError: CustomStringConvertible {
    @usableFromInline package var description: String {
        switch self {
        case .truncated(let codec): "\(codec): the compressed bytes end too early"
        case .corrupt(let codec, let reason): "\(codec): corrupt: \(reason)"
        case .checksumMismatch(let codec, let part): "\(codec): wrong checksum of \(part)"
        case .unsupportedVariant(let codec, let reason): "\(codec): unsupported: \(reason)"
        case .limitExceeded(let codec, let limit): "\(codec): output exceeds \(limit) bytes"
        case .unsupportedLevel(let codec, let level): "\(codec): there is no level \(level)"
        case .inputTooLarge(let codec, let bytes): "\(codec): \(bytes) bytes are too many at once"
        case .outOfMemory(let codec): "\(codec): out of memory"
        }
    }
}

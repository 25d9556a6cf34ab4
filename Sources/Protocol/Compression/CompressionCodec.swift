// SPDX-License-Identifier: Apache-2.0

/// How the records of a batch are compressed: the low three bits of the batch's attributes
/// (Kafka's `CompressionType`).
@usableFromInline
package enum CompressionCodec: Int8, CaseIterable, Hashable, Sendable {
    case none = 0
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstd = 4

    /// The codec that a batch's (or a legacy message's) attributes name; nil for 5, 6 and 7.
    @inlinable
    package init?(attributes: Int16) {
        self.init(rawValue: Int8(truncatingIfNeeded: attributes & 7))
    }

    /// The codec of Kafka's name for it, as in `compression.type`.
    package init?(name: String) {
        guard let codec = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = codec
    }

    /// Kafka's name, as in `compression.type`.
    package var name: String {
        switch self {
        case .none: "none"
        case .gzip: "gzip"
        case .snappy: "snappy"
        case .lz4: "lz4"
        case .zstd: "zstd"
        }
    }

    /// The levels Kafka accepts (KIP-390), nil for a codec without levels.
    ///
    /// gzip's default, -1, stands apart: `accepts(level:)` knows it.
    package var levels: ClosedRange<Int32>? {
        switch self {
        case .none, .snappy: nil
        case .gzip: 1...9
        case .lz4: 1...17
        case .zstd: -131_072...22
        }
    }

    /// The level used when none is asked for; nil for a codec without levels.
    package var defaultLevel: Int32? {
        switch self {
        case .none, .snappy: nil
        case .gzip: -1
        case .lz4: 9
        case .zstd: 3
        }
    }

    /// Whether Kafka would take `level` for this codec.
    package func accepts(level: Int32) -> Bool {
        level == defaultLevel || levels?.contains(level) == true
    }
}

extension CompressionCodec: CustomStringConvertible {
    @usableFromInline package var description: String { name }
}

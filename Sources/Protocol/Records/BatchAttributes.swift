// SPDX-License-Identifier: Apache-2.0

public import Compression

/// The attribute bits of a record batch or of a legacy message.
@usableFromInline
package struct BatchAttributes: RawRepresentable, Hashable, Sendable {
    @usableFromInline package var rawValue: Int16

    @inlinable
    package init(rawValue: Int16) { self.rawValue = rawValue }

    @usableFromInline static let codecMask: Int16 = 0b111
    @usableFromInline static let logAppendTimeBit: Int16 = 1 << 3
    @usableFromInline static let transactionalBit: Int16 = 1 << 4
    @usableFromInline static let controlBit: Int16 = 1 << 5
    @usableFromInline static let deleteHorizonBit: Int16 = 1 << 6

    /// Bits 0–2 as they stand; 5 to 7 name no codec.
    @inlinable package var codecBits: Int8 { Int8(truncatingIfNeeded: rawValue & 0b111) }

    /// The codec, nil when the bits name none.
    @inlinable package var codec: CompressionCodec? { CompressionCodec(rawValue: codecBits) }

    /// Bit 3: every record carries the batch's maximum timestamp (KIP-32).
    @inlinable package var isLogAppendTime: Bool {
        get { rawValue & Self.logAppendTimeBit != 0 }
        set { set(Self.logAppendTimeBit, newValue) }
    }

    /// Bit 4 (KIP-98).
    @inlinable package var isTransactional: Bool {
        get { rawValue & Self.transactionalBit != 0 }
        set { set(Self.transactionalBit, newValue) }
    }

    /// Bit 5: the one record is for the broker, not for consumers.
    @inlinable package var isControl: Bool {
        get { rawValue & Self.controlBit != 0 }
        set { set(Self.controlBit, newValue) }
    }

    /// Bit 6: the base timestamp is a delete horizon (KIP-534).
    @inlinable package var hasDeleteHorizon: Bool {
        get { rawValue & Self.deleteHorizonBit != 0 }
        set { set(Self.deleteHorizonBit, newValue) }
    }

    /// Puts `codec` into bits 0–2.
    @inlinable
    package mutating func setCodec(_ codec: CompressionCodec) {
        rawValue = rawValue & ~Self.codecMask | Int16(codec.rawValue)
    }

    @inlinable
    mutating func set(_ bit: Int16, _ value: Bool) {
        rawValue = value ? rawValue | bit : rawValue & ~bit
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A 128-bit identifier, printed as Kafka prints it: URL-safe base64 without padding.
@usableFromInline
package struct Uuid: Hashable, Sendable {
    @usableFromInline package let high: UInt64
    @usableFromInline package let low: UInt64

    @inlinable
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All bits zero: "no id".
    @inlinable package static var zero: Uuid { Uuid(high: 0, low: 0) }

    /// The sixteen bytes, most significant first.
    package var bytes: [UInt8] {
        [high, low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }
}

extension Uuid: CustomStringConvertible {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    @usableFromInline package var description: String {
        var text: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(Self.alphabet[Int(pending >> UInt32(bits) & 63)])
            }
        }
        text.append(Self.alphabet[Int(pending << UInt32(6 - bits) & 63)])
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads the 22 characters of URL-safe base64; nil when `text` is not that.
    package init?(_ text: String) {
        guard text.utf8.count == 22 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (index, character) in text.utf8.enumerated() {
            guard let value = Self.alphabet.firstIndex(of: character) else { return nil }
            if index == 21 {
                guard value & 15 == 0 else { return nil }
                words.0 = words.0 << 2 | words.1 >> 62
                words.1 = words.1 << 2 | UInt64(value >> 4)
            } else {
                words.0 = words.0 << 6 | words.1 >> 58
                words.1 = words.1 << 6 | UInt64(value)
            }
        }
        self.init(high: words.0, low: words.1)
    }
}

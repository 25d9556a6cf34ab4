// SPDX-License-Identifier: Apache-2.0

/// Bytes of a peer or a file that do not say what they should.
@usableFromInline
package struct DecodeError: Error, Hashable, Sendable {
    /// What is wrong with the bytes.
    @usableFromInline
    package enum Reason: Hashable, Sendable {
        /// `needed` bytes were to follow and only `remaining` are there.
        case truncated(needed: Int, remaining: Int)
        /// A varint of more bytes than its type allows (5, or 10 for 64 bits).
        case varintTooLong
        /// A length below what the field allows.
        case negativeLength(Int)
        /// Null where the field cannot be null.
        case unexpectedNull
        /// More elements than the remaining bytes can hold.
        case countTooLarge(count: Int, remaining: Int)
        /// Bytes left over after the last field.
        case trailingBytes(Int)
        /// No layout is known for this version.
        case unsupportedVersion(Int)
        /// A tag section whose tags do not ascend.
        case tagOrder(previous: UInt32, tag: UInt32)
        /// A tagged field whose announced size is not what its value takes.
        case tagSize(announced: Int, actual: Int)
        /// A value outside what the field allows.
        case invalidValue(String)
    }

    /// What is wrong.
    @usableFromInline package var reason: Reason
    /// The culprit's bytes, counted from the start of what was decoded.
    @usableFromInline package var range: Range<Int>
    /// The field, as `topics[0].partitions[1].records`; empty when not yet known.
    @usableFromInline package var path: String

    @inlinable
    package init(_ reason: Reason, at range: Range<Int>, path: String = "") {
        self.reason = reason
        self.range = range
        self.path = path
    }
}

extension DecodeError: CustomStringConvertible {
    @usableFromInline package var description: String {
        let place = path.isEmpty ? "" : " in \(path)"
        return "\(reason) at bytes \(range.lowerBound)..<\(range.upperBound)\(place)"
    }
}

extension DecodeError.Reason: CustomStringConvertible {
    @usableFromInline package var description: String {
        switch self {
        case .truncated(let needed, let remaining):
            "truncated: \(needed) bytes needed, \(remaining) left"
        case .varintTooLong: "varint too long"
        case .negativeLength(let length): "negative length \(length)"
        case .unexpectedNull: "null where null is not allowed"
        case .countTooLarge(let count, let remaining):
            "count \(count) cannot fit in the \(remaining) bytes left"
        case .trailingBytes(let count): "\(count) bytes left over"
        case .unsupportedVersion(let version): "no layout known for version \(version)"
        case .tagOrder(let previous, let tag): "tag \(tag) after tag \(previous)"
        case .tagSize(let announced, let actual):
            "tagged field announced \(announced) bytes and took \(actual)"
        case .invalidValue(let what): what
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Bytes

// The messages of the protocol, generated from Kafka's schemas, one file each in `Generated`, for
// the union of the versions of two reference releases. The hand-written part stays small: the
// protocols a message conforms to, what the generated code calls, framing, and the reflection that
// serves dumps and tests.
//
// Invariants: a field that a version does not have keeps its default when decoding and is ignored
// when encoding. Tagged fields nobody knows are kept and written back. A decoder reads nothing
// twice, reserves no more than the remaining bytes justify, and throws a reason and a byte range;
// the field's path is found by `FieldWalk` afterwards, because failing is rare.

/// Anything with a layout that depends on a message's version: a message or a struct inside one.
package protocol MessageStructure: Sendable {
    /// Every field at its default.
    init()
    /// Reads the layout of `version` into a value of defaults; bytes after it are left alone.
    ///
    /// In place, because an initialiser that can throw copies a large struct on its way out.
    mutating func read(from reader: inout ByteReader, version: Int16) throws(DecodeError)
    /// Writes the layout of `version`.
    func encode(to writer: inout ByteWriter, version: Int16)
}

extension MessageStructure {
    /// Reads the layout of `version`; bytes after it are left alone.
    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        self.init()
        try read(from: &reader, version: version)
    }
}

/// A whole message, named and versioned as in Kafka's schema.
package protocol Message: MessageStructure {
    /// The schema's name, as `ProduceRequest`.
    static var name: String { get }
    /// Every version that one of the reference releases has.
    static var validVersions: ClosedRange<Int16> { get }
    /// The first version with compact lengths and tag sections (KIP-482); nil when none has them.
    static var firstFlexibleVersion: Int16? { get }
    /// The schema at run time.
    static var fieldTable: FieldTable { get }
}

/// A request, and which response answers it.
package protocol RequestMessage: Message {
    associatedtype Response: ResponseMessage
    static var apiKey: Int16 { get }
}

/// A response.
package protocol ResponseMessage: Message {
    static var apiKey: Int16 { get }
}

/// A record of one of Kafka's own topics: metadata, coordinator keys and coordinator values.
package protocol TypedRecordMessage: Message {
    /// The number that stands before it in the log (`apiKey` in the schema).
    static var recordType: Int16 { get }
}

extension Message {
    /// Whether `version` uses compact lengths and tag sections.
    package static func isFlexible(_ version: Int16) -> Bool {
        firstFlexibleVersion.map { version >= $0 } ?? false
    }

    /// Fails unless a layout of `version` is known.
    static func requireVersion(_ version: Int16, at position: Int) throws(DecodeError) {
        if !validVersions.contains(version) {
            throw DecodeError(.unsupportedVersion(Int(version)), at: position..<position)
        }
    }

    /// Decodes all of `bytes`; a failure names the field.
    package static func decode(_ bytes: ByteSlice, version: Int16) throws(DecodeError) -> Self {
        var reader = ByteReader(bytes)
        do {
            let message = try Self(from: &reader, version: version)
            try reader.finish()
            return message
        } catch {
            throw FieldWalk.locating(error, in: bytes, of: fieldTable, version: version)
        }
    }

    /// The bytes of `version`, without header or size.
    package func encoded(version: Int16) -> ByteSlice {
        var writer = ByteWriter()
        encode(to: &writer, version: version)
        return writer.finish()
    }
}

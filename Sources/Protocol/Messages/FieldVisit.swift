// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// One run of bytes of a message and what it means.
package struct FieldVisit: Sendable {
    /// What the bytes are.
    package enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case integer(Int64)
        case double(Double)
        case uuid(Uuid)
        case string(String)
        case bytes(ByteSlice)
        /// The count before an array's elements.
        case count(Int)
        /// The marker before a nullable struct that is there.
        case present
        /// The count before a tag section's fields.
        case tagCount(Int)
        /// Tag and size before a tagged field that the schema knows.
        case tag(UInt32, bytes: Int)
        /// Tag, size and value of a tagged field that the schema does not know.
        case unknownTag(TaggedField)
    }

    package let path: FieldPath
    /// The type as in the schema, `[]` before that of an array.
    package let type: FieldTable.FieldType?
    /// The bytes, counted from the start of the message.
    package let range: Range<Int>
    package let value: Value
}

extension FieldVisit.Value: CustomStringConvertible {
    package var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .uuid(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        case .bytes(let value): "\(value.count) bytes"
        case .count(let count): count == 1 ? "1 element" : "\(count) elements"
        case .present: "present"
        case .tagCount(let count): count == 1 ? "1 tagged field" : "\(count) tagged fields"
        case .tag(let tag, let bytes): "tag \(tag), \(bytes) bytes"
        case .unknownTag(let field): "unknown tag \(field.tag), \(field.data.count) bytes"
        }
    }
}

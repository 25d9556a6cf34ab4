// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// One field of a message or of a struct inside one.
    package struct Field: Sendable {
        /// The name as in JSON and in Swift, lower camel case.
        package let name: String
        package let type: FieldType
        /// Versions that have the field.
        package let versions: ClosedRange<Int16>
        /// Versions in which it may be null.
        package let nullableVersions: ClosedRange<Int16>?
        /// Versions in which it stands in the tag section, under `tag`.
        package let taggedVersions: ClosedRange<Int16>?
        package let tag: UInt32?
        /// The default as the schema writes it; nil is the type's zero, and `null` is null.
        package let defaultText: String?
        /// Whether its lengths are classic in flexible versions too (`clientId` of a header).
        package let isNeverCompact: Bool
        /// The fewest bytes that one struct of an array takes.
        package let elementBytesMin: Int

        /// Whether `version` has it in its fixed part.
        package func isPlain(in version: Int16) -> Bool {
            versions.contains(version) && !isTagged(in: version)
        }

        /// Whether `version` has it in the tag section.
        package func isTagged(in version: Int16) -> Bool {
            taggedVersions?.contains(version) ?? false
        }

        /// Whether it may be null in `version`.
        package func isNullable(in version: Int16) -> Bool {
            nullableVersions?.contains(version) ?? false
        }
    }

    /// The type of a field.
    package indirect enum FieldType: Sendable {
        case bool, int8, int16, uint16, int32, uint32, int64, float64
        case uuid, string, bytes, records
        case structure(name: String, fields: [Field])
        case array(of: FieldType)
    }
}

extension FieldTable.FieldType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bool: "bool"
        case .int8: "int8"
        case .int16: "int16"
        case .uint16: "uint16"
        case .int32: "int32"
        case .uint32: "uint32"
        case .int64: "int64"
        case .float64: "float64"
        case .uuid: "uuid"
        case .string: "string"
        case .bytes: "bytes"
        case .records: "records"
        case .structure(let name, _): name
        case .array(let element): "[]\(element)"
        }
    }

    /// The simple type that `name` stands for.
    init?(named name: some StringProtocol) {
        switch name {
        case "bool": self = .bool
        case "int8": self = .int8
        case "int16": self = .int16
        case "uint16": self = .uint16
        case "int32": self = .int32
        case "uint32": self = .uint32
        case "int64": self = .int64
        case "float64": self = .float64
        case "uuid": self = .uuid
        case "string": self = .string
        case "bytes": self = .bytes
        case "records": self = .records
        default: return nil
        }
    }
}

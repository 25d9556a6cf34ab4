// SPDX-License-Identifier: Apache-2.0

/// The type of a field: a simple type, a struct, or an array of one of them.
struct SchemaType: Hashable {
    let base: String
    let isArray: Bool

    init(_ text: String) {
        isArray = text.hasPrefix("[]")
        base = isArray ? String(text.dropFirst(2)) : text
    }

    var isStruct: Bool { base.first?.isUppercase ?? false }
    var text: String { (isArray ? "[]" : "") + base }

    /// The Swift type of one element.
    var swiftBase: String {
        switch base {
        case "bool": "Bool"
        case "int8": "Int8"
        case "int16": "Int16"
        case "uint16": "UInt16"
        case "int32": "Int32"
        case "uint32": "UInt32"
        case "int64": "Int64"
        case "float64": "Double"
        case "uuid": "Uuid"
        case "string": "String"
        case "bytes", "records": "ByteSlice"
        default: base
        }
    }

    var swift: String { isArray ? "[\(swiftBase)]" : swiftBase }

    /// What `ByteReader` and `ByteWriter` call it, as in `readInt16`.
    var verb: String {
        if isArray {
            return switch base {
            case "uuid": "Uuids"
            case "string": "Strings"
            case _ where isStruct: "Structs"
            default: "Integers"
            }
        }
        return switch base {
        case "float64": "Float64"
        case "bytes", "records": "Bytes"
        case _ where isStruct: "Struct"
        default: swiftBase
        }
    }

    /// Whether its length is written before it, in one of two forms.
    var hasLength: Bool { isArray || ["string", "bytes", "records"].contains(base) }

    /// The fewest bytes an element or a fixed part takes; nil for a struct.
    func bytesMin(compact: Bool) -> Int? {
        if isArray { return compact ? 1 : 4 }
        return switch base {
        case "bool", "int8": 1
        case "int16", "uint16": 2
        case "int32", "uint32": 4
        case "int64", "float64": 8
        case "uuid": 16
        case "string": compact ? 1 : 2
        case "bytes", "records": compact ? 1 : 4
        default: nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A message as Kafka's own JSON converters write it.
///
/// Bytes are base64, ids as Kafka prints them, 64-bit integers plain numbers; a field that the
/// version does not have, and a tagged field at its default, are left out; tagged fields nobody
/// knows do not show. Made by reflection over the struct and its field table, so that no JSON code
/// is generated: for dumps and tests, not for a hot path.
package indirect enum MessageJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case array([MessageJSON])
    case object([Member])

    /// One name and value of an object; the order is the schema's.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: MessageJSON

        package init(name: String, value: MessageJSON) {
            self.name = name
            self.value = value
        }
    }

    /// `message` as of `version`; with `omittingRecords`, fields of type records show as "".
    package init(
        _ message: some Message, version: Int16, omittingRecords: Bool = false
    ) {
        let reflection = MessageReflection(version: version, omittingRecords: omittingRecords)
        self = reflection.object(message, type(of: message).fieldTable.fields)
    }
}

/// Renders structs by looking at them.
private struct MessageReflection {
    let version: Int16
    let omittingRecords: Bool

    func object(_ structure: any MessageStructure, _ fields: [FieldTable.Field]) -> MessageJSON {
        let values = children(of: structure)
        var members: [MessageJSON.Member] = []
        var defaults: [String: Any]?
        for field in fields where field.versions.contains(version) {
            guard let value = values[field.name] else { continue }
            let json = render(value, field.type)
            if field.isTagged(in: version) {
                let known = defaults ?? children(of: type(of: structure).init())
                defaults = known
                if known[field.name].map({ render($0, field.type) }) == json { continue }
            }
            members.append(MessageJSON.Member(name: field.name, value: json))
        }
        return .object(members)
    }

    private func children(of structure: any MessageStructure) -> [String: Any] {
        var values: [String: Any] = [:]
        for child in Mirror(reflecting: structure).children {
            if let label = child.label { values[label] = child.value }
        }
        return values
    }

    private func render(_ value: Any, _ type: FieldTable.FieldType) -> MessageJSON {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            return mirror.children.first.map { render($0.value, type) } ?? .null
        }
        switch type {
        case .array(let element):
            return .array(mirror.children.map { render($0.value, element) })
        case .structure(_, let fields):
            return (value as? any MessageStructure).map { object($0, fields) } ?? .null
        case .records where omittingRecords:
            return .text("")
        default:
            return scalar(value)
        }
    }

    private func scalar(_ value: Any) -> MessageJSON {
        switch value {
        case let value as Bool: .bool(value)
        case let value as any BinaryInteger: .integer(Int64(truncatingIfNeeded: value))
        case let value as Double: .double(value)
        case let value as String: .text(value)
        case let value as Uuid: .text(value.description)
        case let value as ByteSlice: .text(Base64.encode(value.array))
        default: .null
        }
    }
}

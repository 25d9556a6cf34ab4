// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One field of a schema.
struct SchemaField: Hashable {
    /// As written in the schema but with a lower-case first letter: Kafka's JSON name.
    let name: String
    var type: SchemaType
    /// Versions that have the field, within the valid ones.
    var versions: VersionSet
    var nullable: VersionSet
    /// Versions that have it in the tag section.
    var tagged: VersionSet
    let tag: Int?
    /// Nil is the zero of the type; `null` is null.
    let defaultText: String?
    /// Whether it keeps classic lengths in flexible versions.
    let isNeverCompact: Bool

    init(json: [String: Any], valid: VersionSet) throws {
        guard let name = json["name"] as? String, let type = json["type"] as? String else {
            throw GenerateError("a field without name or type")
        }
        self.name = name.prefix(1).lowercased() + name.dropFirst()
        self.type = SchemaType(type)
        tagged = try VersionSet(json["taggedVersions"] as? String ?? "none").intersection(valid)
        // A field may have tagged versions alone.
        let versions = json["versions"] as? String ?? json["taggedVersions"] as? String ?? "none"
        self.versions = try VersionSet(versions).intersection(valid)
        nullable = try VersionSet(json["nullableVersions"] as? String ?? "none")
            .intersection(self.versions)
        // Three tags of 3.9.2 are strings.
        tag = json["tag"] as? Int ?? (json["tag"] as? String).flatMap { Int($0) }
        defaultText = Self.defaultText(json["default"])
        isNeverCompact = json["flexibleVersions"] as? String == "none"
    }

    /// An unquoted null is no default.
    private static func defaultText(_ json: Any?) -> String? {
        switch json {
        case let text as String: text.isEmpty ? nil : text
        case let number as NSNumber: "\(number)"
        default: nil
        }
    }

    /// Whether null is the default.
    var isNullByDefault: Bool {
        defaultText == "null" || type == SchemaType("records") && !nullable.isEmpty
    }

    /// A tagged struct that cannot be null is optional in Swift: nil is "not written".
    var isOptionalTaggedStruct: Bool {
        type.isStruct && !type.isArray && !tagged.isEmpty && nullable.isEmpty
    }

    var isOptional: Bool { !nullable.isEmpty || isOptionalTaggedStruct }

    func clipped(to context: VersionSet) -> SchemaField {
        var field = self
        field.versions = versions.intersection(context)
        field.nullable = nullable.intersection(field.versions)
        field.tagged = tagged.intersection(field.versions)
        return field
    }
}

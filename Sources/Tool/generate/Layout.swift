// SPDX-License-Identifier: Apache-2.0

/// What one version of a message looks like on the wire, flattened to one line a field.
struct Layout: Equatable {
    let lines: [String]

    init(_ structs: [String: [SchemaField]], root: String, version: Int) {
        lines = Self.flatten(structs, root, version, prefix: "")
    }

    private static func flatten(
        _ structs: [String: [SchemaField]], _ name: String, _ version: Int, prefix: String
    ) -> [String] {
        (structs[name] ?? []).filter { $0.versions.contains(version) }.flatMap { field in
            let type =
                field.type.isStruct ? (field.type.isArray ? "[]" : "") + "{}" : field.type.text
            let isTagged = field.tagged.contains(version)
            let line =
                prefix + field.name + " " + type
                + (field.nullable.contains(version) ? "?" : "")
                + (isTagged ? " tag \(field.tag ?? 0)" : "")
            let nested = flatten(
                structs, field.type.base, version, prefix: prefix + field.name + ".")
            return [line] + (field.type.isStruct ? nested : [])
        }
    }

    /// The lines in which two layouts of one version differ, for people.
    static func conflicts(newer: Schema, older: Schema) -> [String] {
        newer.valid.intersection(older.valid).sorted.flatMap { version -> [String] in
            let new = Layout(newer.structs, root: newer.name, version: version).lines
            let old = Layout(older.structs, root: older.name, version: version).lines
            return new.filter { !old.contains($0) }.map { "\(newer.name) \(version): + \($0)" }
                + old.filter { !new.contains($0) }.map { "\(newer.name) \(version): - \($0)" }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A message of the union of two releases: the newer one rules the versions it has, the older one
/// adds the versions that only it has.
struct MergedMessage {
    let name: String
    let kind: String
    let apiKey: Int?
    let valid: VersionSet
    let firstFlexible: Int?
    /// The struct names in the order of their first use; the message itself comes first.
    private(set) var order: [String] = []
    private(set) var structs: [String: [SchemaField]] = [:]
    /// The versions in which a struct can occur.
    private(set) var contexts: [String: VersionSet] = [:]

    init(newer: Schema?, older: Schema?) throws {
        guard let base = newer.flatMap({ $0.valid.isEmpty ? nil : $0 }) ?? older else {
            throw GenerateError("a message that no release has")
        }
        name = base.name
        kind = base.kind
        apiKey = base.apiKey
        let newerValid = newer?.valid ?? .none
        let added = (older?.valid ?? .none).subtracting(newerValid)
        valid = newerValid.union(added)
        let flexible = base.flexible.intersection(valid)
            .union((older?.flexible ?? .none).intersection(added))
        firstFlexible = flexible.isEmpty ? nil : flexible.min
        guard valid.isContiguous else { throw GenerateError("\(name) has a gap in its versions") }

        for structName in Set((newer?.structs ?? [:]).keys).union((older?.structs ?? [:]).keys) {
            structs[structName] = try Self.merge(
                (newer?.structs[structName] ?? []).map { $0.clipped(to: newerValid) },
                (older?.structs[structName] ?? []).map { $0.clipped(to: added) },
                in: "\(name).\(structName)")
        }
        visit(name, context: valid)
        for structName in order {
            let context = contexts[structName] ?? .none
            structs[structName] = structs[structName]?.map { $0.clipped(to: context) }
                .filter { !$0.versions.isEmpty }
        }
        try verify(older, versions: added)
    }

    /// The fields of one struct that both releases may have.
    private static func merge(
        _ newer: [SchemaField], _ older: [SchemaField], in place: String
    ) throws -> [SchemaField] {
        var merged = newer
        var position = 0
        for field in older {
            if let index = merged.firstIndex(where: { $0.name == field.name }) {
                position = index + 1
                if field.versions.isEmpty { continue }
                guard merged[index].type == field.type else {
                    throw GenerateError("\(place).\(field.name) has two types")
                }
                merged[index].versions = merged[index].versions.union(field.versions)
                merged[index].nullable = merged[index].nullable.union(field.nullable)
                merged[index].tagged = merged[index].tagged.union(field.tagged)
            } else if !field.versions.isEmpty {
                merged.insert(field, at: position)
                position += 1
            }
        }
        for field in merged where !field.versions.isContiguous || !field.nullable.isContiguous {
            throw GenerateError("\(place).\(field.name) has a gap in its versions")
        }
        return merged
    }

    private mutating func visit(_ structName: String, context: VersionSet) {
        if !order.contains(structName) { order.append(structName) }
        let known = contexts[structName] ?? .none
        if known.isSuperset(of: context) { return }
        contexts[structName] = known.union(context)
        for field in structs[structName] ?? [] where field.type.isStruct {
            let inner = field.versions.intersection(context)
            if !inner.isEmpty { visit(field.type.base, context: inner) }
        }
    }

    /// Makes sure that the versions the older release adds have its layout.
    private func verify(_ older: Schema?, versions: VersionSet) throws {
        guard let older else { return }
        for version in versions.sorted {
            let expected = Layout(older.structs, root: name, version: version)
            let actual = Layout(structs, root: name, version: version)
            if expected != actual { throw GenerateError("\(name) v\(version) lost its layout") }
        }
    }
}

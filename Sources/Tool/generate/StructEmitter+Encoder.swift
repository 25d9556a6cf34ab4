// SPDX-License-Identifier: Apache-2.0

extension StructEmitter {
    func emitEncoder(into text: inout SwiftText) {
        emitFlexible(into: &text)
        for field in fields {
            let plain = field.versions.subtracting(field.tagged)
            if plain.isEmpty { continue }
            let statement = writeStatement(field, value: access(field), isTagged: false)
            text.statement(statement, if: plain.condition(within: context))
        }
        if flexible.isEmpty { return }
        if !fields.contains(where: { !$0.tagged.isEmpty }) {
            return text.statement(
                "writer.writeUnknownTags(unknownTags)",
                if: flexibleExpression == "true" ? nil : flexibleExpression)
        }
        if flexibleExpression == "true" { return emitTags(into: &text) }
        text.block("if \(flexibleExpression)") { emitTags(into: &$0) }
    }

    private func emitTags(into text: inout SwiftText) {
        text.line("var tags = TagSectionWriter(&writer)")
        let tagged = fields.filter { !$0.tagged.isEmpty }.sorted { ($0.tag ?? 0) < ($1.tag ?? 0) }
        for field in tagged {
            let (condition, value) = presence(field)
            let version = field.tagged.condition(within: flexible).map { "\($0), " } ?? ""
            text.block("if \(version)\(condition)") { text in
                text.line("tags.begin(\(field.tag ?? 0), &writer, unknownTags)")
                text.line(writeStatement(field, value: value, isTagged: true))
                text.line("tags.end(&writer)")
            }
        }
        text.line("tags.finish(&writer, unknownTags)")
    }

    /// When a tagged field is not at its default, and what to write then.
    private func presence(_ field: SchemaField) -> (condition: String, value: String) {
        let name = access(field)
        if defaultValue(field) == "nil" { return ("let present = \(name)", "present") }
        if field.type.isStruct && !field.type.isArray {
            return ("\(name)?.isDefault(version: version) != true", name)
        }
        if field.type.hasLength {
            return (field.isOptional ? "\(name)?.isEmpty != true" : "!\(name).isEmpty", name)
        }
        return ("\(name) != \(defaultValue(field))", name)
    }

    private func writeStatement(
        _ field: SchemaField, value: String, isTagged: Bool
    ) -> String {
        let type = field.type
        if type.isStruct && !type.isArray {
            if field.nullable.isEmpty {
                return "\(value).encode(to: &writer, version: version)"
            }
            return "writer.write\(isTagged ? "Tagged" : "")NullableStruct"
                + "(\(value), version: version)"
        }
        guard type.hasLength else { return "writer.write\(type.verb)(\(value))" }
        let version = type.isStruct ? ", version: version" : ""
        return "writer.write\(type.verb)(\(value), \(compactArgument(field))\(version))"
    }
}

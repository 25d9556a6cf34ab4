// SPDX-License-Identifier: Apache-2.0

extension StructEmitter {
    func emitDecoder(into text: inout SwiftText) {
        if name == message.name {
            text.line("try Self.requireVersion(version, at: reader.position)")
        }
        emitFlexible(into: &text)
        for field in fields {
            let plain = field.versions.subtracting(field.tagged)
            if plain.isEmpty { continue }
            text.statement(
                "\(access(field)) = \(readExpression(field, in: plain, isTagged: false))",
                if: plain.condition(within: context))
        }
        if flexible.isEmpty { return }
        if !fields.contains(where: { !$0.tagged.isEmpty }) {
            return text.statement(
                "try reader.readUnknownTags(into: &unknownTags)",
                if: flexibleExpression == "true" ? nil : flexibleExpression)
        }
        if flexibleExpression == "true" { return emitTagLoop(into: &text) }
        text.block("if \(flexibleExpression)") { emitTagLoop(into: &$0) }
    }

    private func emitTagLoop(into text: inout SwiftText) {
        text.line("var tags = TagSectionReader(count: try reader.readTagCount())")
        text.block("while let tag = try tags.next(&reader)") { text in
            text.line("switch tag {")
            for field in fields where !field.tagged.isEmpty {
                let condition =
                    field.tagged.condition(within: flexible).map { " where \($0)" } ?? ""
                let value = readExpression(field, in: field.tagged, isTagged: true)
                text.line("case \(field.tag ?? 0)\(condition): \(access(field)) = \(value)")
            }
            text.line("default: unknownTags.append(try tags.unknown(&reader))")
            text.line("}")
        }
    }

    /// Declares `flexible` where it depends on the version and something asks for it.
    func emitFlexible(into text: inout SwiftText) {
        guard flexibleExpression == "flexible", let first = message.firstFlexible else { return }
        text.line("let flexible = version >= \(first)")
    }

    /// Whether lengths are compact and tags follow, as an expression.
    var flexibleExpression: String {
        if flexible.isEmpty { return "false" }
        return flexible == context ? "true" : "flexible"
    }

    func compactArgument(_ field: SchemaField) -> String {
        "compact: \(field.isNeverCompact ? "false" : flexibleExpression)"
    }

    private func readExpression(
        _ field: SchemaField, in versions: VersionSet, isTagged: Bool
    ) -> String {
        let type = field.type
        let nullable = field.nullable.intersection(versions)
        if type.isStruct && !type.isArray {
            if nullable.isEmpty { return "try \(type.base)(from: &reader, version: version)" }
            return "try reader.read\(isTagged ? "Tagged" : "")NullableStruct(version: version)"
        }
        guard type.hasLength else { return "try reader.read\(type.verb)()" }
        var arguments = [compactArgument(field)]
        if type.isArray && type.isStruct {
            let bytes = Self.bytesMin(message, type.base)
            arguments += ["elementBytesMin: \(bytes)", "version: version"]
        }
        if nullable.isEmpty {
            return "try reader.read\(type.verb)(\(arguments.joined(separator: ", ")))"
        }
        guard let condition = nullable.condition(within: versions) else {
            return "try reader.readNullable\(type.verb)(\(arguments.joined(separator: ", ")))"
        }
        arguments.append("nullable: \(condition)")
        let verb = type.isArray ? "Nullable\(type.verb)" : type.verb
        return "try reader.read\(verb)(\(arguments.joined(separator: ", ")))"
    }
}

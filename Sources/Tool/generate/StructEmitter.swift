// SPDX-License-Identifier: Apache-2.0

/// Writes the Swift of one struct: its fields, decoder and encoder.
struct StructEmitter {
    let message: MergedMessage
    let name: String
    let fields: [SchemaField]
    let context: VersionSet

    init(_ message: MergedMessage, struct name: String) {
        self.message = message
        self.name = name
        fields = message.structs[name] ?? []
        context = message.contexts[name] ?? .none
    }

    /// The versions of `context` with tag sections.
    var flexible: VersionSet {
        guard let first = message.firstFlexible else { return .none }
        return VersionSet(context.sorted.filter { $0 >= first })
    }

    func emitBody(into text: inout SwiftText) {
        for field in fields { text.line(declaration(field)) }
        if !flexible.isEmpty { text.line("package var unknownTags: [TaggedField] = []") }
        text.line("")
        text.line("package init() {}")
        text.line("")
        let head = "package mutating func read(from reader: inout ByteReader, version: Int16)"
        text.block("\(head) throws(DecodeError)") { emitDecoder(into: &$0) }
        text.line("")
        text.block("package func encode(to writer: inout ByteWriter, version: Int16)") {
            emitEncoder(into: &$0)
        }
    }

    // MARK: Names and defaults

    private static let keywords: Set<String> = [
        "protocol", "operator", "default", "in", "is", "as", "case", "class", "func", "import",
        "repeat", "internal", "extension", "public", "private", "return", "where", "while", "self",
    ]

    /// Names of parameters and locals in the generated functions.
    private static let locals: Set<String> = [
        "version", "reader", "writer", "flexible", "tags", "tag", "present",
    ]

    func access(_ field: SchemaField) -> String {
        if Self.locals.contains(field.name) { return "self.\(field.name)" }
        return Self.keywords.contains(field.name) ? "`\(field.name)`" : field.name
    }

    private func declaration(_ field: SchemaField) -> String {
        let name = Self.keywords.contains(field.name) ? "`\(field.name)`" : field.name
        let type = field.type.swift + (field.isOptional ? "?" : "")
        let value = defaultValue(field)
        return "package var \(name): \(type)" + (value == "nil" ? "" : " = \(value)")
    }

    func defaultValue(_ field: SchemaField) -> String {
        if field.isNullByDefault || field.isOptionalTaggedStruct { return "nil" }
        if field.type.isArray { return "[]" }
        if field.type.isStruct { return "\(field.type.base)()" }
        switch field.type.base {
        case "bool":
            return field.defaultText.map { $0 == "true" || $0 == "1" ? "true" : "false" }
                ?? "false"
        case "string": return "\"\(field.defaultText ?? "")\""
        case "bytes", "records": return ".empty"
        case "uuid": return ".zero"
        default: return field.defaultText ?? "0"
        }
    }

    // MARK: Sizes

    /// The fewest bytes this struct takes in any version, one at least.
    static func bytesMin(_ message: MergedMessage, _ name: String) -> Int {
        let emitter = StructEmitter(message, struct: name)
        let sizes = emitter.context.sorted.map { bytesMin(message, name, version: $0) }
        return max(1, sizes.min() ?? 1)
    }

    private static func bytesMin(_ message: MergedMessage, _ name: String, version: Int) -> Int {
        let isFlexible = message.firstFlexible.map { version >= $0 } ?? false
        let fields = (message.structs[name] ?? []).filter {
            $0.versions.contains(version) && !$0.tagged.contains(version)
        }
        return fields.reduce(isFlexible ? 1 : 0) { sum, field in
            if let bytes = field.type.bytesMin(compact: isFlexible && !field.isNeverCompact) {
                return sum + bytes
            }
            return sum
                + (field.nullable.contains(version)
                    ? 1 : bytesMin(message, field.type.base, version: version))
        }
    }
}

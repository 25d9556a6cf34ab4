// SPDX-License-Identifier: Apache-2.0

/// Writes the file of one message.
struct MessageEmitter {
    let message: MergedMessage

    /// `00_ProduceRequest.swift` for an API, the plain name for everything else.
    var fileName: String {
        guard let key = message.apiKey, isAPI else { return "\(message.name).swift" }
        return (key < 10 ? "0" : "") + "\(key)_\(message.name).swift"
    }

    private var isAPI: Bool { message.kind == "request" || message.kind == "response" }

    /// The protocol it conforms to; a record with a type number says so.
    private var conformance: String {
        switch message.kind {
        case "request": "RequestMessage"
        case "response": "ResponseMessage"
        default: message.apiKey == nil ? "Message" : "TypedRecordMessage"
        }
    }

    func text(releases: String) -> String {
        var text = SwiftText(from: releases)
        text.line("package import Bytes")
        text.line("")
        text.block("package struct \(message.name): \(conformance)") { text in
            emitStatics(into: &text)
            text.line("")
            StructEmitter(message, struct: message.name).emitBody(into: &text)
            for name in message.order.dropFirst() {
                text.line("")
                text.block("package struct \(name): MessageStructure") {
                    StructEmitter(message, struct: name).emitBody(into: &$0)
                }
            }
        }
        return text.text
    }

    private func emitStatics(into text: inout SwiftText) {
        if message.kind == "request" {
            let response = message.name.dropLast("Request".count) + "Response"
            text.line("package typealias Response = \(response)")
        }
        if let key = message.apiKey {
            text.line("package static var \(isAPI ? "apiKey" : "recordType"): Int16 { \(key) }")
        }
        let versions = "\(message.valid.min)...\(message.valid.max)"
        let flexible = message.firstFlexible.map { "\($0)" } ?? "nil"
        text.line("package static var name: String { \"\(message.name)\" }")
        text.line("package static var validVersions: ClosedRange<Int16> { \(versions) }")
        text.line("package static var firstFlexibleVersion: Int16? { \(flexible) }")
        let key = message.apiKey.map { ", apiKey: \($0)" } ?? ""
        let kind = SwiftText.lowerCamel(message.kind.split(separator: "-"))
        text.line("package static let fieldTable = FieldTable(")
        text.line("    \"\(message.name)\", .\(kind)\(key), versions: \(versions),")
        text.line("    flexible: \(flexible), fields: \"\"\"")
        for line in tableLines(message.name, depth: 0) { text.line("    " + line) }
        text.line("    \"\"\")")
    }

    private func tableLines(_ name: String, depth: Int) -> [String] {
        (message.structs[name] ?? []).flatMap { field in
            var words = [field.name, field.type.text]
            if field.versions != message.valid {
                words.append(field.versions.text(within: message.valid))
            }
            if !field.nullable.isEmpty {
                words.append("?" + field.nullable.text(within: message.valid))
            }
            if !field.tagged.isEmpty {
                words.append("#\(field.tag ?? 0):" + field.tagged.text(within: message.valid))
            }
            if let text = field.defaultText { words.append("=\(text)") }
            if field.isNeverCompact { words.append("!") }
            if field.type.isArray && field.type.isStruct {
                words.append("~\(StructEmitter.bytesMin(message, field.type.base))")
            }
            let line = String(repeating: " ", count: 2 * depth) + words.joined(separator: " ")
            let nested = field.type.isStruct ? tableLines(field.type.base, depth: depth + 1) : []
            return [line] + nested
        }
    }
}

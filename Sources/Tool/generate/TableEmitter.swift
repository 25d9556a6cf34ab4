// SPDX-License-Identifier: Apache-2.0

/// Writes the tables that are not messages: the catalogue, API keys and ranges, error codes.
struct TableEmitter {
    let releases: String

    /// Every message by name, and the request and response of every API.
    func catalogue(_ messages: [MergedMessage]) -> String {
        var text = SwiftText(from: releases)
        text.line("/// Every message, and which one an API key or a name stands for.")
        text.block("package enum MessageCatalogue") { text in
            text.line("/// Every message, by name.")
            text.line("package static let all: [any Message.Type] = [")
            for message in messages.sorted(by: { $0.name < $1.name }) {
                text.line("    \(message.name).self,")
            }
            text.line("]")
            for kind in ["request", "response"] {
                text.line("")
                emitDispatch(kind, messages, into: &text)
            }
        }
        return text.text
    }

    private func emitDispatch(
        _ kind: String, _ messages: [MergedMessage], into text: inout SwiftText
    ) {
        let type = kind == "request" ? "RequestMessage" : "ResponseMessage"
        let all = messages.filter { $0.kind == kind }
        let keys = Set(all.compactMap(\.apiKey)).sorted()
        text.line("/// The \(kind) of an API; nil when the key is unknown.")
        text.line("///")
        text.line(
            "/// A version that is not valid yields the message too: its header is that of the")
        text.line("/// latest versions, and decoding says that the version is unsupported.")
        let head = "package static func \(kind)(apiKey: Int16, version: Int16)"
        text.block("\(head) -> (any \(type).Type)?") { text in
            text.line("switch apiKey {")
            for key in keys {
                // The message with more versions rules; the other one is known by name only
                // where it adds none.
                let candidates = all.filter { $0.apiKey == key }
                    .sorted { $0.valid.sorted.count > $1.valid.sorted.count }
                for extra in candidates.dropFirst() {
                    let own = extra.valid.subtracting(candidates[0].valid)
                    if own.isEmpty { continue }
                    let condition = "version >= \(own.min) && version <= \(own.max)"
                    text.line("case \(key) where \(condition): \(extra.name).self")
                }
                text.line("case \(key): \(candidates[0].name).self")
            }
            text.line("default: nil")
            text.line("}")
        }
    }

    func apiKeys(_ rows: [APIRow]) -> String {
        var text = SwiftText(from: releases)
        var names: [Int: String] = [:]
        for row in rows { names[row.key] = row.name }
        let keys = names.keys.sorted()
        text.block("extension ApiKey") { text in
            for key in keys {
                text.line("package static let \(lowerCamel(names[key] ?? "")) = ApiKey(\(key))")
            }
            text.line("")
            text.line("/// Kafka's name, as `ListOffsets`; `Api<number>` for one nobody knows.")
            text.block("package var name: String") { text in
                text.line("switch rawValue {")
                for key in keys { text.line("case \(key): \"\(names[key] ?? "")\"") }
                text.line("default: \"Api\\(rawValue)\"")
                text.line("}")
            }
        }
        return text.text
    }

    func ranges(_ rows: [(release: String, rows: [APIRow])]) -> String {
        var text = SwiftText(from: releases)
        text.line(
            "// Key, versions, first flexible version, whether the latest is unstable, listeners,")
        text.line("// versions that a live KRaft broker advertises.")
        text.block("extension ApiRange") { text in
            for (release, rows) in rows {
                let name = "release" + release.replacing(".", with: "_")
                text.line("static let \(name): [ApiRange] = [")
                for row in rows.sorted(by: { $0.key < $1.key }) {
                    text.line("    \(row.swift),")
                }
                text.line("]")
            }
        }
        return text.text
    }

    func errors(_ rows: [ErrorRow]) -> String {
        var text = SwiftText(from: releases)
        text.block("extension ErrorCode") { text in
            for row in rows {
                let name = SwiftText.lowerCamel(row.name.lowercased().split(separator: "_"))
                text.line("package static let \(name) = ErrorCode(\(row.code))")
            }
            text.line("")
            text.line("static let table: [Entry] = [")
            for row in rows {
                let retriable = row.isRetriable ? ", retriable: true" : ""
                let new = row.isNew ? ", isNewIn4: true" : ""
                text.line("    line(\(row.code), \"\(row.name)\"\(retriable)\(new)),")
            }
            text.line("]")
        }
        return text.text
    }

    private func lowerCamel(_ name: String) -> String {
        name.prefix(1).lowercased() + name.dropFirst()
    }
}

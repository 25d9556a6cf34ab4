// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One message schema of one release, as its file says, without the sentences.
struct Schema {
    let name: String
    let kind: String
    let apiKey: Int?
    let valid: VersionSet
    let flexible: VersionSet
    /// The fields of the message (under its own name) and of every struct in it.
    var structs: [String: [SchemaField]]

    init(json: [String: Any]) throws {
        guard let name = json["name"] as? String, let kind = json["type"] as? String else {
            throw GenerateError("a schema without name or type")
        }
        self.name = name
        self.kind = kind
        apiKey = json["apiKey"] as? Int
        valid = try VersionSet(json["validVersions"] as? String ?? "none")
        flexible = try VersionSet(json["flexibleVersions"] as? String ?? "none")
        structs = [:]
        let common = json["commonStructs"] as? [[String: Any]] ?? []
        for item in common {
            guard let structName = item["name"] as? String else { continue }
            try add(structName, item["fields"])
        }
        try add(name, json["fields"])
    }

    private mutating func add(_ structName: String, _ json: Any?) throws {
        var fields: [SchemaField] = []
        for item in json as? [[String: Any]] ?? [] {
            let field = try SchemaField(json: item, valid: valid)
            fields.append(field)
            if let nested = item["fields"] { try add(field.type.base, nested) }
        }
        structs[structName] = fields
    }

    /// Reads every schema below `folder`, by name.
    static func load(folder: URL) throws -> [String: Schema] {
        var schemas: [String: Schema] = [:]
        let keys: [URLResourceKey] = [.isRegularFileKey]
        guard
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys)
        else { throw GenerateError("no folder \(folder.path)") }
        for case let file as URL in files where file.pathExtension == "json" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let lines = text.split(separator: "\n").filter { line in
                !line.drop { $0 == " " }.hasPrefix("//")
            }
            let parsed = try JSONSerialization.jsonObject(
                with: Data(lines.joined(separator: "\n").utf8))
            guard let json = parsed as? [String: Any] else {
                throw GenerateError("\(file.path) holds no object")
            }
            let schema = try Schema(json: json)
            schemas[schema.name] = schema
        }
        if schemas.isEmpty { throw GenerateError("no schemas below \(folder.path)") }
        return schemas
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Everything the generator writes, from the schemas of two releases.
struct Generation {
    static let newer = "4.4.0"
    static let older = "3.9.2"

    /// File name below `Generated` → text.
    private(set) var files: [String: String] = [:]
    /// Versions that the two releases lay out differently, one line each.
    private(set) var conflicts: [String] = []

    init(protocolFolder: URL) throws {
        let newer = try Schema.load(folder: protocolFolder.appending(path: Self.newer))
        let older = try Schema.load(folder: protocolFolder.appending(path: Self.older))
        var messages: [MergedMessage] = []
        for name in Set(newer.keys).union(older.keys).sorted() {
            let new = newer[name]
            var old = older[name]
            if let new, let found = old {
                if new.kind == "coordinator-key" {
                    // The version of a key became its record type.
                    conflicts.append("\(name): key version \(found.valid.sorted) is now its type")
                    old = nil
                } else {
                    conflicts += Layout.conflicts(newer: new, older: found)
                }
            }
            let message = try MergedMessage(newer: new, older: old)
            if !message.valid.isEmpty { messages.append(message) }
        }
        let releases = "\(Self.newer) and \(Self.older)"
        for message in messages {
            let emitter = MessageEmitter(message: message)
            files[emitter.fileName] = emitter.text(releases: releases)
        }
        try addTables(TableEmitter(releases: releases), messages, folder: protocolFolder)
    }

    private mutating func addTables(
        _ emitter: TableEmitter, _ messages: [MergedMessage], folder: URL
    ) throws {
        files["MessageCatalogue.swift"] = emitter.catalogue(messages)
        var live: [String: [String: String]] = [:]
        for row in try TabSeparated.rows(of: folder.appending(path: "api-versions-live.tsv")) {
            live[row["key"] ?? ""] = row
        }
        var ranges: [(release: String, rows: [APIRow])] = []
        for release in [Self.older, Self.newer] {
            let file = folder.appending(path: "api-keys-\(release).tsv")
            let rows = try TabSeparated.rows(of: file).map {
                try APIRow($0, advertised: live[$0["key"] ?? ""]?[release])
            }
            ranges.append((release, rows))
        }
        files["ApiKey+Names.swift"] = emitter.apiKeys(ranges.flatMap(\.rows))
        files["ApiRange+Releases.swift"] = emitter.ranges(ranges)
        files["ErrorCode+Table.swift"] = emitter.errors(try Self.errorRows(folder))
    }

    private static func errorRows(_ folder: URL) throws -> [ErrorRow] {
        func rows(_ release: String) throws -> [[String: String]] {
            try TabSeparated.rows(of: folder.appending(path: "errors-\(release).tsv"))
        }
        let old = Set(try rows(older).compactMap { $0["code"] })
        let merged = try rows(newer).compactMap { row -> ErrorRow? in
            guard let text = row["code"], let code = Int(text), let name = row["name"] else {
                return nil
            }
            return ErrorRow(
                code: code, name: name, isRetriable: row["retriable"] == "true",
                isNew: !old.contains(text))
        }
        let sorted = merged.sorted { $0.code < $1.code }
        guard let first = sorted.first, let last = sorted.last,
            last.code - first.code + 1 == sorted.count
        else { throw GenerateError("the error codes have a gap") }
        return sorted
    }
}

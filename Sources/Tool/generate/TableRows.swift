// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One line of `api-keys-RELEASE.tsv`, with what a live broker advertises.
struct APIRow {
    let key: Int
    let name: String
    let versions: String
    let flexible: String
    let isUnstable: Bool
    let listeners: Int
    let advertised: String

    init(_ row: [String: String], advertised: String?) throws {
        guard let key = row["key"].flatMap({ Int($0) }), let name = row["name"] else {
            throw GenerateError("an API without key or name")
        }
        self.key = key
        self.name = name
        versions = Self.range(row["min"], row["max"])
        flexible = row["flexibleFrom"].flatMap { Int($0) }.map { "\($0)" } ?? "nil"
        isUnstable = row["latestVersionUnstable"] == "true"
        let names = (row["listeners"] ?? "").split(separator: ",")
        listeners =
            (names.contains("broker") ? 1 : 0) + (names.contains("controller") ? 2 : 0)
            + (names.contains("zkBroker") ? 4 : 0)
        let bounds = (advertised ?? "").split(separator: "-").map { String($0) }
        self.advertised = Self.range(bounds.first, bounds.last)
    }

    var swift: String {
        "ApiRange(\(key), \(versions), \(flexible), \(isUnstable), \(listeners), \(advertised))"
    }

    private static func range(_ low: String?, _ high: String?) -> String {
        guard let low = low.flatMap({ Int($0) }), let high = high.flatMap({ Int($0) }) else {
            return "nil"
        }
        return "\(low)...\(high)"
    }
}

/// One line of the union of both `errors-RELEASE.tsv`.
struct ErrorRow {
    let code: Int
    let name: String
    let isRetriable: Bool
    let isNew: Bool
}

/// A file of tab-separated values whose first line names the columns.
enum TabSeparated {
    static func rows(of file: URL) throws -> [[String: String]] {
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
        }
        guard let columns = lines.first else { throw GenerateError("\(file.path) is empty") }
        return lines.dropFirst().map { Dictionary(zip(columns, $0)) { first, _ in first } }
    }
}

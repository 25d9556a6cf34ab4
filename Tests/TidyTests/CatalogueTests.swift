// SPDX-License-Identifier: Apache-2.0

import Results
import TestSupport
import Testing

/// The list of cases in the checkout, `id level basis` a line.
///
/// A case that goes or changes its weight shows in a diff. A line `retired id` keeps an id from being used again.
struct CatalogueTests {
    static let place = "Fixtures/catalogue.txt"

    private func listed() throws -> (current: [String], retired: [String]) {
        let lines = try PackageRoot.text(Self.place).split(separator: "\n").map(String.init)
        let entries = lines.filter { !$0.hasPrefix("#") }
        return (
            entries.filter { !$0.hasPrefix("retired ") },
            entries.filter { $0.hasPrefix("retired ") }.map { String($0.dropFirst(8)) }
        )
    }

    private func built() async throws -> [String] {
        let child = try ChildProcess(
            try PackageRoot.assay(), ["conform", "--list", "--json", "-"])
        child.closeInput()
        let status = try await child.wait(within: 30)
        #expect(status == 0, "\(child.errorText)")
        let cases = try JSONValue(parsing: child.outputText)["cases"]?.array ?? []
        return cases.map { entry in
            ["id", "level", "basis"].compactMap { entry[$0]?.string }.joined(separator: " ")
        }
    }

    @Test func `every case is listed, and only once`() async throws {
        let (listed, retired) = try listed()
        let built = try await built()
        let ids = built.map { $0.split(separator: " ")[0] }
        #expect(Set(ids).count == ids.count, "an id is used twice")
        #expect(Set(built).subtracting(listed).sorted() == [], "missing from \(Self.place)")
        #expect(Set(listed).subtracting(built).sorted() == [], "in \(Self.place) and nowhere else")
        #expect(listed == listed.sorted(), "\(Self.place) is sorted")
        #expect(ids.filter { retired.contains(String($0)) } == [], "a retired id is used again")
    }

    @Test func `ids are an area and a slug`() throws {
        for line in try listed().current {
            #expect(
                line.wholeMatch(of: /[a-z]+\/[a-z0-9-]+ (MUST|SHOULD|MAY) [a-z]+/) != nil, "\(line)"
            )
        }
    }
}

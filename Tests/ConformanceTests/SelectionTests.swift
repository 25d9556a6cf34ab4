// SPDX-License-Identifier: Apache-2.0

import Conformance
import Results
import Testing

struct SelectionTests {
    private let cases = [
        Sample.passing("prod/a"), Sample.passing("prod/b", level: .should),
        Sample.passing("fetch/a", level: .may, profile: .admin),
        Sample.passing("fetch/slow", tier: .soak),
    ]

    private func ids(_ change: (inout Selection) -> Void) -> [String] {
        var selection = Selection()
        change(&selection)
        return selection.pick(from: cases).map(\.id)
    }

    @Test func `by default everything up to the standard tier runs`() {
        #expect(ids { _ in } == ["prod/a", "prod/b", "fetch/a"])
    }

    @Test func `include and exclude work on whole ids`() {
        #expect(ids { $0.include = [Glob("prod/*")] } == ["prod/a", "prod/b"])
        #expect(ids { $0.exclude = [Glob("*/a")] } == ["prod/b"])
        #expect(
            ids {
                $0.include = [Glob("prod/*")]
                $0.exclude = [Glob("prod/b")]
            } == ["prod/a"])
    }

    @Test func `a level takes what is above it`() {
        #expect(ids { $0.level = .must } == ["prod/a"])
        #expect(ids { $0.level = .should } == ["prod/a", "prod/b"])
    }

    @Test func `profiles and tiers narrow the choice`() {
        #expect(ids { $0.profiles = [.admin] } == ["fetch/a"])
        #expect(ids { $0.tier = .soak }.contains("fetch/slow"))
    }

    @Test func `a pattern that names nothing is found`() {
        var selection = Selection()
        selection.include = [Glob("prod/*"), Glob("prdo/*")]
        #expect(selection.strayPattern(among: cases) == "prdo/*")
        selection.include = []
        #expect(selection.strayPattern(among: cases) == nil)
    }
}

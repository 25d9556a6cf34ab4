// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a sweep over thousands of vectors found wrong; one expectation at its end.
struct Findings {
    private(set) var lines: [String] = []
    private(set) var checked = 0

    mutating func check(_ holds: Bool, _ what: @autoclosure () -> String) {
        checked += 1
        if !holds { lines.append(what()) }
    }

    mutating func fail(_ what: String) { lines.append(what) }

    func expectNone(_ location: SourceLocation = #_sourceLocation) {
        let shown = lines.prefix(20).joined(separator: "\n")
        #expect(
            lines.isEmpty, "\(lines.count) of \(checked):\n\(shown)", sourceLocation: location)
        #expect(checked > 0, "nothing was checked", sourceLocation: location)
    }
}

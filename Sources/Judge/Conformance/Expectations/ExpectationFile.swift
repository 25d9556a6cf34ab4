// SPDX-License-Identifier: Apache-2.0

package import Results

/// What is known to differ on one subject: a line `id verdict reason` for each case.
///
/// Ids may be patterns; the first line that matches a case speaks for it. Blank lines and lines
/// that begin with `#` are comments.
package struct ExpectationFile: Hashable, Sendable {
    /// One line of the file.
    package struct Entry: Hashable, Sendable {
        package var glob: Glob
        package var verdict: Verdict
        package var reason: String
        package var line: Int
    }

    package var entries: [Entry]

    /// Reads a file's text; the error is one line that names `name` and the line's number.
    package init(parsing text: String, name: String) throws(ExpectationError) {
        entries = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, raw) in lines.enumerated() {
            let words = raw.split(maxSplits: 2) { $0 == " " || $0 == "\t" || $0 == "\r" }
            guard let id = words.first, !id.hasPrefix("#") else { continue }
            let place = "\(name):\(index + 1)"
            guard words.count >= 2, let verdict = Verdict(rawValue: String(words[1])) else {
                let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
                throw ExpectationError("\(place): after the id comes a verdict, one of \(known)")
            }
            guard words.count == 3 else {
                throw ExpectationError("\(place): after the verdict comes the reason for it")
            }
            entries.append(
                Entry(
                    glob: Glob(String(id)), verdict: verdict, reason: String(words[2]),
                    line: index + 1))
        }
    }

    /// What is expected of the case; nil when no line speaks of it.
    package func entry(for id: String) -> Entry? {
        entries.first { $0.glob.matches(id) }
    }

    /// The first line that names no case of the catalogue.
    package func strayEntry(among cases: [ConformanceCase]) -> Entry? {
        entries.first { entry in !cases.contains { entry.glob.matches($0.id) } }
    }
}

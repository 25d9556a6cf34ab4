// SPDX-License-Identifier: Apache-2.0

import Conformance
import Results
import Testing

struct ExpectationFileTests {
    private func file(_ text: String) throws(ExpectationError) -> ExpectationFile {
        try ExpectationFile(parsing: text, name: "x.txt")
    }

    @Test func `lines name a case, a verdict and a reason`() throws {
        let file = try file(
            """
            # what is known

            prod/crc-bad   fail  stores what it is given
            topic/name-*\tnonstrict\tlong names are cut
            """)
        #expect(file.entries.map(\.glob.pattern) == ["prod/crc-bad", "topic/name-*"])
        #expect(file.entry(for: "prod/crc-bad")?.verdict == .fail)
        #expect(file.entry(for: "topic/name-249")?.reason == "long names are cut")
        #expect(file.entry(for: "topic/name-249")?.line == 4)
        #expect(file.entry(for: "ver/min-le-max") == nil)
    }

    static let faults: [(String, String)] = [
        ("prod/a wrong why", "x.txt:1: after the id comes a verdict"),
        ("\nprod/a", "x.txt:2: after the id comes a verdict"),
        ("prod/a fail", "x.txt:1: after the verdict comes the reason"),
    ]

    @Test(arguments: faults)
    func `a line that cannot be read is told with its place`(text: String, begin: String) {
        do {
            _ = try file(text)
            Issue.record("it was read")
        } catch {
            #expect(error.description.hasPrefix(begin))
        }
    }

    @Test func `a line for no case is found`() throws {
        let file = try file("prod/a fail x\nprdo/* fail x")
        #expect(file.strayEntry(among: [Sample.passing("prod/a")])?.line == 2)
    }

    @Test func `an expected failure does not count, an unexpected pass does`() {
        var result = Sample.passing("a/b").result(.fail, "no")
        #expect(result.countsAgainst)
        result.expected = .fail
        #expect(!result.countsAgainst)
        result.verdict = .pass
        #expect(result.countsAgainst)
    }
}

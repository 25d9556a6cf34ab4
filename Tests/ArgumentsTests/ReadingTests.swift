// SPDX-License-Identifier: Apache-2.0

import Arguments
import Testing

struct ReadingTests {
    typealias Sample = SampleProgram

    @Test func `values arrive with their types`() throws {
        let read = try #require(
            Sample.invocation(
                "greet", "--times", "3", "--wait=1.5s", "Ann", "--mood", "sad", "-l", "here"))
        #expect(read[Sample.times] == 3)
        #expect(read[Sample.wait] == .milliseconds(1500))
        #expect(read[Sample.mood] == "sad")
        #expect(read[Sample.loud])
        #expect(read[Sample.name] == ["Ann"])
        #expect(read[Sample.rest] == ["here"])
        #expect(read[Sample.file] == nil)
        #expect(read[Sample.file, default: "x"] == "x")
        #expect(read.path == ["greet"])
    }

    @Test func `repeated options keep their order`() throws {
        let read = try #require(
            Sample.invocation("greet", "Ann", "--also", "Bo", "-aCy", "-a", "Di", "--set=k=v=w"))
        #expect(read[Sample.also] == ["Bo", "Cy", "Di"])
        #expect(read[Sample.set] == [Assignment(key: "k", value: "v=w")])
    }

    @Test func `a bare option has its own value and takes no argument`() throws {
        #expect(Sample.invocation("greet", "Ann")?[Sample.colour] == nil)
        let bare = try #require(Sample.invocation("greet", "--colour", "never"))
        #expect(bare[Sample.colour] == "always")
        #expect(bare[Sample.name] == ["never"])
        #expect(Sample.invocation("greet", "--colour=never", "Ann")?[Sample.colour] == "never")
    }

    @Test func `lists, dashes and everything after two dashes`() throws {
        #expect(Sample.invocation("greet", "Ann", "--ids", "1,-2,3")?[Sample.ids] == [1, -2, 3])
        #expect(Sample.invocation("greet", "Ann", "--file", "-")?[Sample.file] == "-")
        let read = try #require(Sample.invocation("greet", "--", "--loud", "-x", "--help"))
        #expect(read[Sample.name] == ["--loud"])
        #expect(read[Sample.rest] == ["-x", "--help"])
        #expect(!read[Sample.loud])
    }

    @Test func `commands nest`() {
        #expect(Sample.invocation("log", "dump")?.path == ["log", "dump"])
    }

    static let durations: [(String, Duration?)] = [
        ("30", .seconds(30)), ("500ms", .milliseconds(500)), ("2m", .seconds(120)),
        ("1h", .seconds(3600)), ("7us", .microseconds(7)), ("-1s", nil), ("", nil), ("s", nil),
        ("nan", nil), ("inf", nil), ("1e300", nil), ("1 s", nil),
    ]

    @Test(arguments: durations)
    func `durations have units`(text: String, expected: Duration?) {
        #expect(ValueParser<Duration>.duration.parse(text) == expected)
    }
}

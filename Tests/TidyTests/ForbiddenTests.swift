// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Things that are not written here, whatever the compiler thinks of them.
struct ForbiddenTests {
    /// Looks for whole words, or for words followed by a sign such as a parenthesis.
    private func expectNone(of words: String..., in files: [SourceFile], _ why: String) throws {
        for word in words {
            let isWord = word.last?.isLetter == true
            let pattern = try Regex<Substring>(
                "(?:^|[^.\\w])" + NSRegularExpression.escapedPattern(for: word)
                    + (isWord ? "(?!\\w)" : ""))
            let places = files.flatMap { $0.places(of: pattern, with: word) }
            #expect(places.isEmpty, "\(word): \(why): \(places.joined(separator: ", "))")
        }
    }

    private func files(below folders: String...) -> [SourceFile] {
        SourceFile.sources.filter { file in folders.contains { file.path.hasPrefix("\($0)/") } }
    }

    @Test func `nothing traps on purpose where it could fail`() throws {
        try expectNone(of: "try!", in: SourceFile.written, "an error is handled or thrown")
        try expectNone(of: "as!", in: SourceFile.written, "a cast may fail")
        try expectNone(of: "fatalError(", in: SourceFile.sources, "input is a typed error")
    }

    @Test func `a program with threads ends without the destructors of libraries`() throws {
        let threaded = SourceFile.sources.filter {
            !$0.path.hasPrefix("Sources/Tool/generate/")
        }
        try expectNone(of: "exit(", in: threaded, "ProcessEnd.now does not race running loops")
    }

    @Test func `only the tool and the reports print`() throws {
        let others = SourceFile.sources.filter {
            !$0.path.hasPrefix("Sources/Tool/") && !$0.path.hasPrefix("Sources/Report/")
        }
        try expectNone(of: "print(", "debugPrint(", "dump(", in: others, "a library is silent")
    }

    @Test func `tests see what other targets see`() throws {
        try expectNone(of: "@testable", in: SourceFile.all, "it makes release objects useless")
        try expectNone(of: "#if DEBUG", in: SourceFile.sources, "there is one code")
    }

    @Test func `the core has no tasks, no threads and no clock of its own`() throws {
        let core = files(
            below: "Sources/Protocol", "Sources/Log", "Sources/Broker/Broker",
            "Sources/Broker/Cluster", "Sources/Judge/Checkers")
        try expectNone(
            of: "Task", "TaskGroup", "Task.sleep", "actor", "await", "async", in: core,
            "the core is synchronous, concurrency is decided at the edge")
        // The clock that is injected into a running broker has to read the time somewhere.
        let withoutClock = core.filter { $0.name != "SystemClock" }
        try expectNone(
            of: "clock_gettime", "gettimeofday", "ContinuousClock", "SuspendingClock",
            in: withoutClock,
            "time comes through the clock seam")
        try expectNone(
            of: "Task.sleep", in: files(below: "Sources/Broker"), "waiting is a timer of the loop")
    }

    @Test func `nothing is left for later`() {
        // Spelt apart, so that this file does not hold them.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        for file in SourceFile.written {
            for word in words { #expect(!file.mentions(word), "\(file.path): \(word)") }
        }
    }

    /// The project stands alone: only the CI's own script knows where anything else is.
    @Test func `no path leads out of the checkout`() {
        let patterns = [
            /\/work\b(?!\w)(?:\/|"|'|\s)/,
            /\bshare[d]\/(?:brokers|golden|clients|protocol|reference)/,
        ]
        let suffixes = [".swift", ".md", ".txt", ".json", ".sh", ".c", ".h", ".yml", ".xml"]
        let folders = ["Sources", "Tests", "scripts", "Fixtures", "Results"]
        let files = folders.flatMap { folder in
            PackageRoot.files(below: folder, suffix: "").filter { place in
                folder == "scripts" || suffixes.contains { place.hasSuffix($0) }
            }
        }
        for place in files + ["Package.swift", "README.md", "CHANGELOG.md"] {
            guard let text = try? PackageRoot.text(place) else { continue }
            for pattern in patterns {
                #expect(text.firstMatch(of: pattern) == nil, "\(place) names a place outside")
            }
        }
    }
}

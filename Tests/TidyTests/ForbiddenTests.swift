// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Things that are not written here, whatever the compiler thinks of them.
struct ForbiddenTests {
    private func expectNone(
        of pattern: Regex<Substring>, in files: [SourceFile], _ why: String
    ) {
        let places = files.flatMap { $0.places(of: pattern) }
        #expect(places.isEmpty, "\(why): \(places.joined(separator: ", "))")
    }

    private func files(below folders: String...) -> [SourceFile] {
        SourceFile.sources.filter { file in folders.contains { file.path.hasPrefix("\($0)/") } }
    }

    @Test func `nothing traps on purpose where it could fail`() {
        expectNone(of: /\btry!/, in: SourceFile.written, "an error is handled or thrown")
        expectNone(of: /\bas!/, in: SourceFile.written, "a cast may fail")
        expectNone(of: /\bfatalError\(/, in: SourceFile.sources, "input is a typed error")
    }

    @Test func `only the tool and the reports print`() {
        let others = SourceFile.sources.filter {
            !$0.path.hasPrefix("Sources/Tool/") && !$0.path.hasPrefix("Sources/Report/")
        }
        expectNone(of: /(?:^|[^.\w])(?:print|debugPrint|dump)\(/, in: others, "a library is silent")
    }

    @Test func `tests see what other targets see`() {
        expectNone(of: /@[t]estable/, in: SourceFile.all, "it makes release objects useless")
        expectNone(of: /#if [D]EBUG/, in: SourceFile.all, "there is one code")
    }

    @Test func `the core has no tasks, no threads and no clock of its own`() {
        let core = files(
            below: "Sources/Protocol", "Sources/Log", "Sources/Broker/Broker",
            "Sources/Broker/Cluster", "Sources/Judge/Checkers")
        expectNone(
            of: /\bTask(?:Group)?\b\s*[.{(<]/, in: core, "concurrency is decided at the edge")
        expectNone(of: /\b(?:actor|await|async)\b/, in: core, "the core is synchronous")
        expectNone(
            of: /\b(?:clock_gettime|gettimeofday|ContinuousClock|SuspendingClock)\b/, in: core,
            "time comes through the clock seam")
        expectNone(of: /\bTask\.sleep/, in: files(below: "Sources/Broker"), "waiting is a timer")
    }

    @Test func `nothing is left for later`() {
        for file in SourceFile.written {
            for (number, line) in file.lines.enumerated() {
                let isMarked = line.contains(/\b(?:TO[D]O|FIX[M]E|HA[C]K|XX[X])\b/)
                #expect(!isMarked, "\(file.path):\(number + 1)")
            }
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

// SPDX-License-Identifier: Apache-2.0

import Testing

/// How long things may be; generated files are exempt.
struct CeilingTests {
    static let fileLinesMax = 600
    static let medianFileLinesMax = 160
    static let functionLinesMax = 70

    @Test func `no file is too long`() {
        for file in SourceFile.written {
            let count = file.lines.count - 1
            #expect(count <= Self.fileLinesMax, "\(file.path) has \(count) lines")
        }
    }

    @Test func `most files are short`() {
        let counts = SourceFile.sources.map { $0.lines.count - 1 }.sorted()
        let median = counts[counts.count / 2]
        #expect(median <= Self.medianFileLinesMax, "the median file has \(median) lines")
    }

    @Test func `no function is too long`() {
        var found = 0
        for file in SourceFile.written {
            for function in FunctionSpan.all(in: file) {
                found += 1
                #expect(
                    function.lineCount <= Self.functionLinesMax,
                    "\(file.path):\(function.line) \(function.name) has \(function.lineCount) lines"
                )
            }
        }
        #expect(found > 500, "functions were not recognised")
    }

    @Test func `functions are measured from their name to their last brace`() {
        let file = SourceFile(
            path: "x.swift",
            text: #"""
                protocol P {
                    func required(_ a: Int) -> Int
                    init(b: Int)
                }
                struct S {
                    func one() { "} \(["{"].map { $0 }) {" }
                    init(
                        closure: () -> Void = { }
                    ) {
                        // }
                    }
                }

                """#)
        let spans = FunctionSpan.all(in: file)
        #expect(spans.map(\.name) == ["one", "init"])
        #expect(spans.map(\.line) == [6, 7])
        #expect(spans.map(\.lineCount) == [1, 5])
    }
}

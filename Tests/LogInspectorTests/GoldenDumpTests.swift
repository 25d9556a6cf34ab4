// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogInspector
import TestSupport
import Testing

/// Dumps of directories that Kafka wrote, beside the lines of Kafka's own tool.
struct GoldenDumpTests {
    private func lines(_ path: String, decoder: RecordDecoder?) throws -> [String] {
        var options = DumpOptions()
        options.records = true
        options.decoder = decoder
        var text = DumpText(values: .text)
        var lines: [String] = []
        try Dumper(options).show(path) { item in
            lines += text.line(item).split(separator: "\n").map(String.init)
            return true
        }
        return Array(lines.dropFirst())
    }

    /// 3.9.2 writes transactions in a form of its own, and names a control record only.
    private func comparable(_ line: String, _ section: GoldenLogs.Section, _ name: String)
        -> String
    {
        var line = line
        if name.hasPrefix("3.9") {
            let isTransaction = section.options.contains("transaction-log-decoder")
            for mark in isTransaction ? [" key: ", "controlType:"] : ["controlType:"] {
                if let cut = line.range(of: mark) { line = String(line[..<cut.lowerBound]) }
            }
            for mark in [" LeaderChange:", " SnapshotHeader", " SnapshotFooter", " KRaft"] {
                if line.hasPrefix("|"), let cut = line.range(of: mark) {
                    line = String(line[..<cut.lowerBound]) + " "
                }
            }
        }
        return line
    }

    @Test(.needs(Needs.golden), arguments: GoldenLogs.names)
    func `a dump says what Kafka's own tool says, line by line`(_ name: String) async throws {
        let golden = try await GoldenLogs(name)
        let sections = try await GoldenLogs.sections(name)
        #expect(sections.count > 150)
        var compared = 0
        for section in sections {
            let decoder: RecordDecoder? =
                section.options.contains("--print-data-log") ? RecordDecoder.none : nil
            let ours = try lines("\(golden.path)/\(section.file)", decoder: decoder).map {
                comparable($0.replacing("\(golden.path)/", with: ""), section, name)
            }
            var theirs = section.lines.map { comparable($0, section, name) }
            if theirs.count == 1, ours == ["\(section.file) is empty."] {
                // Kafka shows the first hole of a preallocated file as an entry.
                let isHole =
                    theirs[0].hasSuffix(" position: 0") || theirs[0].hasPrefix("timestamp: 0 ")
                if isHole { theirs = ours }
            }
            #expect(ours.count == theirs.count, "\(section.file)")
            for (our, their) in zip(ours, theirs) where our != their {
                Issue.record("\(section.file)\nours:   \(our)\nKafka: \(their)")
                break
            }
            compared += ours.count
        }
        #expect(compared > 20_000)
    }
}

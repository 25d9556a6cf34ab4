// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Log directories that Kafka wrote, with what Kafka's own dump tool says of each of their files.
final class GoldenLogs {
    /// Lines of one file in Kafka's dump.
    struct Section {
        /// Relative to the folder: `node-1/plain-0/00000000000000000000.log`.
        var file: String
        var lines: [String] = []
        /// The tool's options in that run.
        var options: String
    }

    static let names = Kafka.releases.flatMap { ["\($0)-clean", "\($0)-killed"] }

    let name: String
    private let folder: TemporaryDirectory

    var path: String { folder.path }

    /// Unpacks one of `names`.
    init(_ name: String) async throws {
        self.name = name
        folder = try TemporaryDirectory()
        let archive = try Needs.golden.path() + "/logdirs/\(name).tar.gz"
        let tar = try ChildProcess("tar", ["-xzf", archive, "-C", folder.path])
        #expect(try await tar.wait(within: 60) == 0)
    }

    /// What Kafka's tool printed, by file.
    static func sections(_ name: String) async throws -> [Section] {
        let path = try Needs.golden.path() + "/logdirs/\(name).dump.txt.gz"
        let unpack = try ChildProcess("gzip", ["-dc", path])
        #expect(try await unpack.wait(within: 60) == 0)
        var options = ""
        var sections: [Section] = []
        for line in unpack.outputText.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# dump-log") {
                options = String(line)
            } else if line.hasPrefix("Dumping ") {
                sections.append(Section(file: String(line.dropFirst(8)), options: options))
            } else if !line.hasPrefix("#"), !line.isEmpty, !sections.isEmpty {
                sections[sections.count - 1].lines.append(String(line))
            }
        }
        return sections
    }
}

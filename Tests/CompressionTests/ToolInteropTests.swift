// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import TestSupport
import Testing

/// The command-line tools of the formats' own authors read what we write, and the other way round.
struct ToolInteropTests {
    /// A tool and the options of it that produce what Kafka reads.
    struct Tool: CustomTestStringConvertible, Sendable {
        let name: String
        let codec: CompressionCodec
        let variants: [[String]]

        var testDescription: String { name }

        var isInstalled: Bool {
            ["/usr/bin", "/bin", "/usr/local/bin"].contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
            }
        }
    }

    static let installed: [Tool] = {
        let all = [
            Tool(name: "gzip", codec: .gzip, variants: [["-1"], ["-9", "-n"]]),
            Tool(
                name: "lz4", codec: .lz4,
                variants: [
                    ["-B4"], ["-B7", "-9"], ["-B5", "-BX"], ["-B4", "--content-size"],
                    ["-B4", "-BX", "--no-frame-crc"],
                ]),
            Tool(
                name: "zstd", codec: .zstd,
                variants: [["-1"], ["-19", "--no-check"], ["--check", "--fast=5"]]),
        ]
        for tool in all where !tool.isInstalled { print("\(tool.name) is not installed: skipped") }
        return all.filter(\.isInstalled)
    }()

    private static func run(_ script: String) async throws {
        let child = try ChildProcess("sh", ["-c", script])
        let status = try await child.wait(within: 30)
        #expect(status == 0, "\(script): \(child.errorText)")
    }

    private static func load(_ path: String) throws -> ByteSlice {
        ByteSlice(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test(arguments: installed)
    func `the tool reads what we write`(tool: Tool) async throws {
        let folder = try TemporaryDirectory()
        for corpus in Corpus.allCases {
            let input = corpus.bytes(200_000)
            let compressed = try Compressor().compress(input, codec: tool.codec)
            let source = folder.file("\(corpus)")
            try Data(compressed.array).write(to: URL(fileURLWithPath: source))
            try await Self.run("\(tool.name) -dc < \(source) > \(source).out")
            #expect(try Self.load("\(source).out") == input, "\(corpus)")
        }
    }

    @Test(arguments: installed)
    func `we read what the tool writes`(tool: Tool) async throws {
        let folder = try TemporaryDirectory()
        for (corpus, options) in zip(
            Corpus.allCases + Corpus.allCases, tool.variants + tool.variants)
        {
            let input = corpus.bytes(200_000)
            let source = folder.file("\(corpus)")
            try Data(input.array).write(to: URL(fileURLWithPath: source))
            let flags = options.joined(separator: " ")
            try await Self.run("\(tool.name) -c \(flags) < \(source) > \(source).out")
            let compressed = try Self.load("\(source).out")
            let output = try Compressor().decompress(
                compressed, codec: tool.codec, limit: 200_000)
            #expect(output == input, "\(corpus) with \(flags)")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import Messages
import Records
import ReferenceLog
import TestSupport
import Testing

/// Logs written by this engine are opened by Kafka, gone on with there, and opened here again.
@Suite(.serialized, .needs(Needs.kafka), .timeLimit(.minutes(5)))
struct KafkaOpensOursTests {
    @Test(arguments: Kafka.releases, [true, false])
    func `Kafka says of our files what we say, and we of what it adds`(
        release: String, afterCleanStop isClean: Bool
    ) async throws {
        let folder = try TemporaryDirectory()
        let arguments = ["--data", folder.file("kafka")]
        var exchange = FileExchange(
            release: release, arguments: arguments, copy: folder.file("copy"), isClean: isClean)
        try await exchange.makeTopics()
        for round in 0..<2 {
            try exchange.writeOurs(round: round)
            try await exchange.openWithKafka()
        }
        try exchange.reopenOurs()
        #expect(exchange.findings.isEmpty, "\(exchange.findings.joined(separator: "\n"))")
        #expect(exchange.compared == 4 * EngineFeature.allCases.count)
        if isClean { try await checkDump(exchange.directory, release) }
    }

    /// Kafka's dump tool reads every file, and finds the indexes in order.
    private func checkDump(_ directory: String, _ release: String) async throws {
        var files: [String] = []
        for feature in EngineFeature.allCases {
            let folder = "\(directory)/\(feature.partition)"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            // The tool stops with an exception at an index whose log is empty.
            let full = names.filter { name in
                let log = "\(folder)/\(name.prefix { $0 != "." }).log"
                return size(log) > 0 && size("\(folder)/\(name)") > 0
            }
            files += full.map { "\(folder)/\($0)" }
        }
        let kinds = [".log", ".index", ".timeindex", ".txnindex", ".snapshot"]
        files.removeAll { file in !kinds.contains { file.hasSuffix($0) } }
        for kind in kinds { #expect(files.contains { $0.hasSuffix(kind) }, "no \(kind)") }
        let dump = try await Kafka.tool(
            "dump-log", release: release,
            ["--deep-iteration", "--files", files.joined(separator: ",")])
        for complaint in [
            "isvalid: false", "Mismatches", "Found timestamp mismatch", "out of order", "rror",
            "xception", "Non-consecutive",
        ] {
            #expect(!dump.contains(complaint), "\(complaint)\n\(dump.suffix(3000))")
        }
        let indexes = files.filter { $0.hasSuffix(".index") }
        let sanity = try await Kafka.tool(
            "dump-log", release: release,
            ["--index-sanity-check", "--files", indexes.joined(separator: ",")])
        let passed = sanity.split(separator: "\n").filter { $0.contains("passed sanity check") }
        #expect(passed.count == indexes.count, "\(sanity)")
    }

    private func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import TestSupport
import Testing

/// Every replica in the golden directories of a killed Kafka, opened by a Kafka that runs.
///
/// Each becomes the log of a topic of its own, as it was, damaged where a recovery looks, and
/// damaged and repaired.
@Suite(.serialized, .needs(Needs.kafka), .needs(Needs.golden), .timeLimit(.minutes(10)))
struct GoldenInKafkaTests {
    /// What the release that wrote the files said after recovering them.
    private struct Recovered: Decodable {
        var earliest: Int64
        var latest: Int64
        var maxTimestamp: Int64?
    }

    @Test(arguments: Kafka.releases)
    func `Golden replicas are recovered alike by Kafka and this engine`(
        release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let golden = try Needs.golden.path() + "/logdirs/\(release)-killed"
        let tar = try ChildProcess("tar", ["-xzf", golden + ".tar.gz", "-C", folder.path])
        #expect(try await tar.wait(within: 60) == 0)
        let seed = SeededGenerator(for: "golden-in-kafka-\(release)").seed
        var replicas = try GoldenReplica.all(in: folder.path, seed: nil)
        for round in 0..<(Needs.isNightly ? 20 : 1) as Range<UInt64> {
            replicas += try GoldenReplica.all(in: folder.path, seed: seed &+ 2000 * round)
            replicas += try GoldenReplica.all(
                in: folder.path, seed: seed &+ 2000 * round &+ 1000, repaired: true)
        }
        #expect(replicas.count > 120)
        var exchange = GoldenExchange(release, replicas, in: folder.path)
        try await exchange.moveIn()
        let ours = try exchange.recoverOurs()
        let theirs = try await exchange.recoverWithKafka()
        for replica in replicas {
            let partition = replica.partition
            let (our, their) = try (#require(ours[partition]), #require(theirs[partition]))
            let differences = our.differences(from: their)
            #expect(
                differences.isEmpty,
                "\(partition), \(exchange.damage[partition] ?? ""): \(differences)")
        }
        let files = try exchange.differingFiles()
        #expect(files.isEmpty, "\(files.joined(separator: "\n"))")
        try compareRecovered(theirs, replicas, golden)
        // What is compared is there to be compared, and the damage showed.
        #expect(theirs.values.contains { !$0.aborted.isEmpty })
        #expect(theirs.values.contains { $0.lastStable < $0.latest })
        let ends = Dictionary(grouping: replicas, by: { "\($0.node) \($0.original)" })
            .values.map { Set($0.compactMap { theirs[$0.partition]?.latest }) }
        #expect(ends.count { $0.count > 1 } > 3)
    }

    /// A replica alone comes to its own end; the cluster served the one of the three it elected.
    private func compareRecovered(
        _ accounts: [TopicPartition: PartitionAccount], _ replicas: [GoldenReplica],
        _ golden: String
    ) throws {
        let recovered = try JSONDecoder().decode(
            [String: Recovered].self,
            from: Data(contentsOf: URL(filePath: golden + ".recovered.json")))
        #expect(recovered.count > 25)
        for (name, expected) in recovered {
            let found = replicas.filter { $0.original == name && $0.damage == nil }
                .compactMap { accounts[$0.partition] }
            #expect(!found.isEmpty, "\(name)")
            let isServed = found.contains { account in
                account.earliest == expected.earliest && account.latest == expected.latest
                    && account.maxTimestampOffset == expected.maxTimestamp ?? -1
            }
            #expect(isServed, "\(name): \(expected), not \(found.map { ($0.earliest, $0.latest) })")
        }
    }
}

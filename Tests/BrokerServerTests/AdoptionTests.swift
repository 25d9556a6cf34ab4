// SPDX-License-Identifier: Apache-2.0

import Broker
import BrokerServer
import Bytes
import Client
import Foundation
import Messages
import TestSupport
import Testing

/// Directories that another broker wrote, or somebody's hand.
@Suite final class AdoptionTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    /// Leaves a directory with topic `t` of three partitions, and no metadata of this broker.
    private func makeDirectory() async throws {
        try await ServedBroker.run(in: folder.path) { broker in
            let connection = try await broker.connect()
            var topic = CreateTopicsRequest.CreatableTopic()
            topic.name = "t"
            topic.numPartitions = 3
            topic.replicationFactor = 1
            var request = CreateTopicsRequest()
            request.topics = [topic]
            _ = try await connection.roundTrip(request, version: 7)
            _ = try await connection.roundTrip(
                ServedBroker.produce([ByteSlice(utf8: "kept")], to: "t"), version: 9)
        }
        try FileManager.default.removeItem(atPath: folder.file(DiskMetadataStore.fileName))
    }

    private func metadata() async throws -> MetadataResponse {
        var answer = MetadataResponse()
        try await ServedBroker.run(in: folder.path) { broker in
            let connection = try await broker.connect()
            answer = try await connection.roundTrip(ServedBroker.allTopics, version: 12).message
            let produced = try await connection.roundTrip(
                ServedBroker.produce([ByteSlice(utf8: "next")], to: "t"), version: 9)
            #expect(produced.message.responses[0].partitionResponses[0].errorCode == 0)
        }
        return answer
    }

    /// Epochs in which nothing was written, in another partition than the first: the second of them
    /// is the largest there is.
    @Test(arguments: [(7, [8, 9]), (Int32.max, [.max, .max])] as [(Int32, [Int32])])
    func `a new leader is later than all that any partition has seen`(
        found: Int32, epochs: [Int32]
    ) async throws {
        try await makeDirectory()
        try "0\n1\n\(found) 0\n".write(
            toFile: folder.file("t-1/leader-epoch-checkpoint"), atomically: false, encoding: .utf8)
        for epoch in epochs {
            let partitions = try await metadata().topics[0].partitions
            #expect(partitions.map(\.leaderEpoch) == [epoch, epoch, epoch])
        }
    }

    @Test
    func `a folder that can be no topic's is left alone at every start`() async throws {
        try await makeDirectory()
        let odd = folder.file("my topic-0")
        try FileManager.default.copyItem(atPath: folder.file("t-0"), toPath: odd)
        let content = try FileManager.default.contentsOfDirectory(atPath: odd).sorted()
        for _ in 0..<2 {
            #expect(try await metadata().topics.map(\.name) == ["t"])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: odd).sorted() == content)
    }

    @Test(arguments: ["of our house", "100%25 ours", "ein H\u{e4}uschen"])
    func `a cluster may call itself what it likes`(id: String) async throws {
        try await makeDirectory()
        try setClusterId(id)
        for _ in 0..<2 { #expect(try await metadata().clusterId == id) }
    }

    @Test
    func `a cluster without a name is refused at every start`() async throws {
        try await makeDirectory()
        try setClusterId("")
        for _ in 0..<2 {
            await #expect { try await metadata() } throws: {
                "\($0)".contains("names no cluster.id")
            }
        }
    }

    private func setClusterId(_ id: String) throws {
        let path = folder.file("meta.properties")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let changed = lines.map { $0.hasPrefix("cluster.id=") ? "cluster.id=\(id)" : $0 }
        try (changed.joined(separator: "\n") + "\n").write(
            toFile: path, atomically: false, encoding: .utf8)
    }
}

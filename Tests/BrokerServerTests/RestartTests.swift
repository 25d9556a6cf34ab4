// SPDX-License-Identifier: Apache-2.0

import Broker
import BrokerServer
import Bytes
import Client
import Compression
import Foundation
import Messages
import Records
import TestSupport
import Testing

struct RestartTests {
    @Test
    func `topics, records and the cluster are there after a restart`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path
        var before: MetadataResponse?
        try await ServedBroker.run(in: path) { broker in
            let connection = try await broker.connect(creating: "t")
            _ = try await connection.roundTrip(
                ServedBroker.produce([ByteSlice(utf8: "kept")], to: "t"), version: 9)
            before = try await connection.roundTrip(ServedBroker.allTopics, version: 12).message
        }
        try await ServedBroker.run(in: path) { broker in
            let connection = try await broker.connect()
            let after = try await connection.roundTrip(ServedBroker.allTopics, version: 12).message
            #expect(after.clusterId == before?.clusterId)
            #expect(after.topics.map(\.topicId) == before?.topics.map(\.topicId))
            #expect(after.topics[0].partitions[0].leaderEpoch == 1)
            let records = try await connection.roundTrip(
                ServedBroker.fetch("t", at: 0), version: 12
            ).message.records
            #expect(records.array.suffix(5).starts(with: Array("kept".utf8)))
        }
    }

    @Test
    func `an index that has to be made anew obeys its topic's configs`() async throws {
        let folder = try TemporaryDirectory()
        let index = "\(folder.path)/t-0/00000000000000000000.index"
        try await ServedBroker.run(in: folder.path) { broker in
            let connection = try await broker.connect(creating: "t")
            try await connection.change(["index.interval.bytes": "1"], of: "t")
            for _ in 0..<5 {
                _ = try await connection.roundTrip(
                    ServedBroker.produce([ByteSlice(utf8: "kept")], to: "t"), version: 9)
            }
        }
        let written = try Data(contentsOf: URL(filePath: index))
        #expect(written.count == 4 * 8)
        try FileManager.default.removeItem(atPath: index)
        try await ServedBroker.run(in: folder.path) { _ in
            let remade = try Data(contentsOf: URL(filePath: index))
            #expect(remade == written)
        }
    }

    @Test
    func `a directory in use and a port that is taken are refused in one line`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path
        try await ServedBroker.run(in: path) { broker in
            let config = try BrokerConfig()
            for settings in [
                ServerSettings(host: "127.0.0.1", port: 0, dataDirectory: path, config: config),
                ServerSettings(
                    host: "127.0.0.1", port: broker.address.port, dataDirectory: path + "/other",
                    config: config),
                ServerSettings(host: "nowhere", port: 0, dataDirectory: path, config: config),
                ServerSettings(host: "0.0.0.0", port: 0, dataDirectory: path, config: config),
            ] {
                await #expect { try await RunningBroker.start(settings) } throws: { error in
                    error is ServerError && !"\(error)".contains("\n")
                }
            }
            #expect(!FileManager.default.fileExists(atPath: path + "/other"))
        }
    }

    @Test(.needs(Needs.kafka))
    func `Kafka's dump-log reads what was written without complaint`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path
        try await ServedBroker.run(in: path) { broker in
            let connection = try await broker.connect(creating: "t")
            for codec in [.none, .gzip, .snappy, .lz4, .zstd] as [CompressionCodec] {
                var request = try ServedBroker.produce([], to: "t")
                request.topicData[0].partitionData[0].records = try RecordBatchBuilder(
                    (0..<50).map {
                        Record(value: ByteSlice(utf8: "value \($0)"), timestamp: 1_700_000_000_000)
                    }, codec: codec
                ).build()
                let answer = try await connection.roundTrip(request, version: 9).message
                #expect(answer.responses[0].partitionResponses[0].errorCode == 0)
            }
        }
        let text = try await Kafka.tool(
            "dump-log", release: "4.4.0",
            ["--files", "\(path)/t-0/00000000000000000000.log", "--deep-iteration"])
        #expect(text.contains("lastOffset: 249"))
        #expect(text.contains("isvalid: true"))
        #expect(!text.contains("isvalid: false"))
        #expect(!text.contains("Found"))
    }
}

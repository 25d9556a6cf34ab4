// SPDX-License-Identifier: Apache-2.0

import Broker
import BrokerServer
import Bytes
import Client
import Foundation
import Messages
import Records
import TestSupport
import Testing

/// Kafka's own command-line tools as clients of the served broker.
@Suite(.needs(Needs.kafka), .serialized, .timeLimit(.minutes(5)))
struct KafkaToolsTests {
    private struct Tools {
        let release: String
        let bootstrap: String

        func run(_ name: String, _ arguments: String...) async throws -> String {
            try await Kafka.tool(
                name, release: release, ["--bootstrap-server", bootstrap] + arguments)
        }
    }

    private func tools(_ release: String, _ broker: ServedBroker) -> Tools {
        Tools(release: release, bootstrap: "127.0.0.1:\(broker.address.port)")
    }

    @Test(arguments: Kafka.releases)
    func `topics are made, described and grown`(release: String) async throws {
        try await ServedBroker.run { broker in
            let tools = tools(release, broker)
            _ = try await tools.run(
                "topics", "--create", "--topic", "t", "--partitions", "2", "--config",
                "retention.ms=12345", "--config", "cleanup.policy=compact,delete")
            _ = try await tools.run("topics", "--alter", "--topic", "t", "--partitions", "5")
            let text = try await tools.run("topics", "--describe", "--topic", "t")
            #expect(text.contains("PartitionCount: 5"))
            #expect(text.contains("retention.ms=12345"))
            #expect(text.contains("cleanup.policy=compact,delete"))
        }
    }

    @Test(arguments: Kafka.releases)
    func `configs of topics and brokers are changed and shown`(release: String) async throws {
        try await ServedBroker.run { broker in
            _ = try await broker.connect(creating: "t")
            let tools = tools(release, broker)
            _ = try await tools.run(
                "configs", "--alter", "--entity-type", "topics", "--entity-name", "t",
                "--add-config", "retention.ms=777,cleanup.policy=[compact,delete]")
            _ = try await tools.run(
                "configs", "--alter", "--entity-type", "brokers", "--entity-default",
                "--add-config", "log.segment.bytes=2000000")
            let topic = try await tools.run(
                "configs", "--describe", "--entity-type", "topics", "--entity-name", "t")
            #expect(topic.contains("retention.ms=777"))
            #expect(topic.contains("cleanup.policy=compact,delete"))
            #expect(topic.contains("DYNAMIC_TOPIC_CONFIG:retention.ms=777"))
            let all = try await tools.run(
                "configs", "--describe", "--all", "--entity-type", "topics", "--entity-name", "t")
            #expect(all.contains("DYNAMIC_DEFAULT_BROKER_CONFIG:log.segment.bytes=2000000"))
            _ = try await tools.run(
                "configs", "--alter", "--entity-type", "topics", "--entity-name", "t",
                "--delete-config", "retention.ms")
            let after = try await tools.run(
                "configs", "--describe", "--entity-type", "topics", "--entity-name", "t")
            #expect(!after.contains("retention.ms"))
        }
    }

    @Test(arguments: Kafka.releases)
    func `records are deleted, directories and producers described`(release: String) async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path
        try await ServedBroker.run(in: path + "/data") { broker in
            let connection = try await broker.connect(creating: "t")
            for index in 0..<3 as Range<Int32> {
                _ = try await connection.roundTrip(
                    Self.idempotent(to: "t", sequence: index), version: 9)
            }
            let tools = tools(release, broker)
            let wish = path + "/delete.json"
            let json =
                #"{"partitions": [{"topic": "t", "partition": 0, "offset": 2}], "version": 1}"#
            try Data(json.utf8).write(to: URL(filePath: wish))
            let deleted = try await tools.run("delete-records", "--offset-json-file", wish)
            #expect(deleted.contains("partition: t-0\tlow_watermark: 2"))
            let directories = try await tools.run("log-dirs", "--describe", "--topic-list", "t")
            #expect(directories.contains(#""partition":"t-0""#))
            #expect(directories.contains("/data\""))
            let producers = try await tools.run(
                "transactions", "describe-producers", "--topic", "t", "--partition", "0")
            #expect(producers.contains("4711"))
        }
        // What was written before the restart is known after it.
        try await ServedBroker.run(in: path + "/data") { broker in
            let producers = try await tools(release, broker).run(
                "transactions", "describe-producers", "--topic", "t", "--partition", "0")
            #expect(producers.contains("4711"))
        }
    }

    private static func idempotent(to topic: String, sequence: Int32) throws -> ProduceRequest {
        var data = ProduceRequest.PartitionProduceData()
        // A producer whose records are older than a day is not remembered over a restart.
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        var builder = RecordBatchBuilder([Record(value: ByteSlice(utf8: "v"), timestamp: now)])
        builder.producerId = 4711
        builder.producerEpoch = 0
        builder.baseSequence = sequence
        data.records = try builder.build()
        var entry = ProduceRequest.TopicProduceData()
        entry.name = topic
        entry.partitionData = [data]
        var request = ProduceRequest()
        request.acks = -1
        request.topicData = [entry]
        return request
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import TestSupport
import Testing

/// The client against Apache Kafka itself.
@Suite(.needs(Needs.kafka), .timeLimit(.minutes(3)))
struct KafkaRoundTripTests {
    private func produce(_ batch: ByteSlice, topic: String) -> ProduceRequest {
        var partition = ProduceRequest.PartitionProduceData()
        partition.records = batch
        var data = ProduceRequest.TopicProduceData()
        data.name = topic
        data.partitionData = [partition]
        var request = ProduceRequest()
        request.acks = -1
        request.timeoutMs = 10_000
        request.topicData = [data]
        return request
    }

    private func fetch(topic: String) -> FetchRequest {
        var partition = FetchRequest.FetchPartition()
        partition.partitionMaxBytes = 1 << 20
        var fetched = FetchRequest.FetchTopic()
        fetched.topic = topic
        fetched.partitions = [partition]
        var request = FetchRequest()
        request.maxWaitMs = 500
        request.minBytes = 1
        request.topics = [fetched]
        return request
    }

    private func roundTrip(through client: KafkaClient, topic: String) async throws {
        _ = try await client.metadata(of: [topic], createTopics: true)
        let batch = try RecordBatchBuilder([Record(key: "key", value: "value", timestamp: 1000)])
            .build()
        // Names stand in the requests up to version 12, topic ids after that.
        let produced = try await client.onLeader(of: topic, 0) { connection in
            let reply = try await connection.roundTrip(
                produce(batch, topic: topic),
                version: connection.commonVersion(ProduceRequest.self, atMost: 12))
            let partition = reply.message.responses.first?.partitionResponses.first
            return (ErrorCode(partition?.errorCode ?? -1), partition?.baseOffset)
        }
        #expect(produced == 0)
        let fetched = try await client.onLeader(of: topic, 0) { connection in
            let reply = try await connection.roundTrip(
                fetch(topic: topic),
                version: connection.commonVersion(FetchRequest.self, atMost: 12))
            let partition = reply.message.responses.first?.partitions.first
            return (ErrorCode(partition?.errorCode ?? -1), partition?.records)
        }
        // From the attributes on; the broker assigns offsets and leader epoch before them.
        #expect(fetched?.dropFirst(17) == batch.dropFirst(17))
    }

    @Test(arguments: Kafka.releases)
    func `a record goes in and comes out`(release: String) async throws {
        let kafka = try await Kafka(release: release)
        let client = KafkaClient(bootstrap: try Address.list(kafka.bootstrap))
        let versions = try await client.bootstrapBroker().apiVersions
        #expect(versions?.version == (release == "3.9.2" ? 4 : 5))
        try await client.reachAllBrokers()
        try await roundTrip(through: client, topic: "client-round-trip")
        await client.close()
        try await kafka.stop()
    }

    @Test(.nightly) func `leaders are found across brokers`() async throws {
        let kafka = try await Kafka(release: "4.4.0", arguments: ["--nodes", "3"])
        let client = KafkaClient(bootstrap: try Address.list(kafka.bootstrap))
        try await client.reachAllBrokers()
        for index in 0..<6 {
            try await roundTrip(through: client, topic: "client-leaders-\(index)")
        }
        await client.close()
        try await kafka.stop()
    }

    @Test func `illegal frames end the connection and nothing else`() async throws {
        let kafka = try await Kafka(release: "4.4.0")
        let address = try Address(kafka.bootstrap)
        let witness = try await Connection.open(to: address)
        for size: ByteSlice in [[0xFF, 0xFF, 0xFF, 0xFE], [0x7F, 0xFF, 0xFF, 0xFF]] {
            var options = ConnectionOptions()
            options.transcript = Transcript()
            let connection = try await Connection.connect(to: address, options: options)
            try await connection.sendRaw(size)
            let seen = try await connection.waitForClose(timeout: .seconds(10))
            #expect(seen.isClosedByPeer)
            #expect(options.transcript?.proves(sent: size) == true)
        }
        try await witness.negotiate()
        try await kafka.stop()
    }
}

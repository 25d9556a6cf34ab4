// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import LogContract
import Messages
import Records

/// What tests ask and tell a running Kafka about single partitions, over its protocol.
struct KafkaWire {
    let client: KafkaClient

    init(_ bootstrap: String) throws {
        client = KafkaClient(bootstrap: try Address.list(bootstrap))
    }

    func close() async { await client.close() }

    func create(
        _ topic: String, partitions: Int32 = 1, configs: [String: String] = [:]
    ) async throws {
        var wanted = CreateTopicsRequest.CreatableTopic()
        wanted.name = topic
        wanted.numPartitions = partitions
        wanted.replicationFactor = 1
        wanted.configs = configs.sorted { $0.key < $1.key }.map { name, value in
            var config = CreateTopicsRequest.CreatableTopicConfig()
            config.name = name
            config.value = value
            return config
        }
        var request = CreateTopicsRequest()
        request.topics = [wanted]
        let answer = try await client.request(request, to: .controller, version: 6).message
        try Self.demand(answer.topics.map(\.errorCode), "creating \(topic)")
        for partition in 0..<partitions { _ = try await client.leader(of: topic, partition) }
    }

    /// The epoch in which a partition's leader leads now.
    func leaderEpoch(of partition: TopicPartition) async throws -> Int32 {
        _ = try await client.leader(of: partition.topic, partition.partition)
        var topic = MetadataRequest.MetadataRequestTopic()
        topic.name = partition.topic
        var request = MetadataRequest()
        request.topics = [topic]
        let answer = try await client.request(request, version: 9).message
        return answer.topics.first?.partitions.first {
            $0.partitionIndex == partition.partition
        }?.leaderEpoch ?? -1
    }

    /// Appends one batch and returns its first offset.
    @discardableResult
    func produce(
        _ batch: RecordBatchBuilder, to partition: TopicPartition, transactionalId: String? = nil
    ) async throws -> Int64 {
        var data = ProduceRequest.PartitionProduceData()
        data.index = partition.partition
        data.records = try batch.build()
        var topic = ProduceRequest.TopicProduceData()
        topic.name = partition.topic
        topic.partitionData = [data]
        var request = ProduceRequest()
        request.acks = -1
        request.timeoutMs = 10_000
        request.transactionalId = transactionalId
        request.topicData = [topic]
        let answer = try await client.request(
            request, to: .leader(topic: partition.topic, partition: partition.partition),
            version: 9
        ).message
        let written = answer.responses.first?.partitionResponses.first
        try Self.demand([written?.errorCode ?? -1], "producing to \(partition)")
        return written?.baseOffset ?? -1
    }

    func deleteRecords(_ partition: TopicPartition, before offset: Int64) async throws {
        var entry = DeleteRecordsRequest.DeleteRecordsPartition()
        entry.partitionIndex = partition.partition
        entry.offset = offset
        var topic = DeleteRecordsRequest.DeleteRecordsTopic()
        topic.name = partition.topic
        topic.partitions = [entry]
        var request = DeleteRecordsRequest()
        request.topics = [topic]
        request.timeoutMs = 10_000
        let answer = try await client.request(
            request, to: .leader(topic: partition.topic, partition: partition.partition),
            version: 2
        ).message
        try Self.demand(
            answer.topics.flatMap { $0.partitions.map(\.errorCode) }, "deleting records")
    }

    /// Offset and timestamp that ListOffsets gives.
    func offset(
        of partition: TopicPartition, at timestamp: Int64, committed: Bool = false
    ) async throws -> (offset: Int64, timestamp: Int64) {
        var entry = ListOffsetsRequest.ListOffsetsPartition()
        entry.partitionIndex = partition.partition
        entry.timestamp = timestamp
        var topic = ListOffsetsRequest.ListOffsetsTopic()
        topic.name = partition.topic
        topic.partitions = [entry]
        var request = ListOffsetsRequest()
        request.replicaId = -1
        request.isolationLevel = committed ? 1 : 0
        request.topics = [topic]
        let (name, index) = (partition.topic, partition.partition)
        let sent = request
        let answer = try await client.onLeader(of: name, index) { connection in
            let reply = try await connection.roundTrip(sent, version: 7)
            let found = reply.message.topics.first?.partitions.first
            return (ErrorCode(found?.errorCode ?? -1), found)
        }
        try Self.demand([answer?.errorCode ?? -1], "offset of \(partition)")
        return (answer?.offset ?? -1, answer?.timestamp ?? -1)
    }

    static func demand(_ codes: [Int16], _ what: String) throws {
        guard !codes.isEmpty, codes.allSatisfy({ $0 == 0 }) else {
            throw KafkaRefusal(what: what, codes: codes.map { ErrorCode($0) })
        }
    }
}

/// Kafka said no.
struct KafkaRefusal: Error, CustomStringConvertible {
    let what: String
    let codes: [ErrorCode]

    var description: String { "\(what): \(codes.map(\.name).joined(separator: ", "))" }
}

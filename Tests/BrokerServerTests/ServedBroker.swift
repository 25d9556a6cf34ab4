// SPDX-License-Identifier: Apache-2.0

import Broker
import BrokerServer
import Bytes
import Client
import Messages
import Records
import TestSupport
import Testing
import Transport

/// A broker on a socket and a folder of its own, for the time of `body`.
struct ServedBroker {
    let running: RunningBroker

    static func run(
        _ properties: [String: String] = [:], in folder: String? = nil,
        _ body: (ServedBroker) async throws -> Void
    ) async throws {
        let own = try TemporaryDirectory()
        let settings = ServerSettings(
            host: "127.0.0.1", port: 0, dataDirectory: folder ?? own.path,
            config: try BrokerConfig(properties: properties))
        let running = try await RunningBroker.start(settings)
        do {
            try await body(ServedBroker(running: running))
        } catch {
            try? await running.stop()
            throw error
        }
        try await running.stop()
    }

    var address: Address {
        Address(host: "127.0.0.1", port: running.address.port)
    }

    func connect() async throws -> Connection { try await Connection.connect(to: address) }

    /// A connection on which the topic was made.
    func connect(creating topic: String) async throws -> Connection {
        let connection = try await connect()
        var wanted = CreateTopicsRequest.CreatableTopic()
        wanted.name = topic
        wanted.numPartitions = 1
        wanted.replicationFactor = 1
        var request = CreateTopicsRequest()
        request.topics = [wanted]
        let answer = try await connection.roundTrip(request, version: 7)
        #expect(answer.message.topics.map(\.errorCode) == [0])
        return connection
    }

    static func produce(
        _ values: [ByteSlice], to topic: String, acks: Int16 = -1
    ) throws -> ProduceRequest {
        var data = ProduceRequest.PartitionProduceData()
        data.records = try RecordBatchBuilder(
            values.map { Record(value: $0, timestamp: 1_700_000_000_000) }
        ).build()
        var entry = ProduceRequest.TopicProduceData()
        entry.name = topic
        entry.partitionData = [data]
        var request = ProduceRequest()
        request.acks = acks
        request.topicData = [entry]
        return request
    }

    static func fetch(
        _ topic: String, at offset: Int64, wait: Int32 = 0, min: Int32 = 1
    ) -> FetchRequest {
        var partition = FetchRequest.FetchPartition()
        partition.fetchOffset = offset
        partition.partitionMaxBytes = 50 << 20
        var entry = FetchRequest.FetchTopic()
        entry.topic = topic
        entry.partitions = [partition]
        var request = FetchRequest()
        request.topics = [entry]
        request.maxWaitMs = wait
        request.minBytes = min
        request.maxBytes = 50 << 20
        return request
    }

    static var allTopics: MetadataRequest {
        var request = MetadataRequest()
        request.topics = nil
        return request
    }
}

extension Connection {
    /// Sets configs of a topic, or of broker 1; nil brings the default back.
    @discardableResult
    func change(
        _ configs: [String: String?], of name: String, type: Int8 = 2
    ) async throws -> Int16 {
        var resource = IncrementalAlterConfigsRequest.AlterConfigsResource()
        resource.resourceType = type
        resource.resourceName = name
        resource.configs = configs.sorted { $0.key < $1.key }.map { name, value in
            var config = IncrementalAlterConfigsRequest.AlterableConfig()
            config.name = name
            config.configOperation = value == nil ? 1 : 0
            config.value = value
            return config
        }
        var request = IncrementalAlterConfigsRequest()
        request.resources = [resource]
        return try await roundTrip(request, version: 1).message.responses[0].errorCode
    }
}

extension FetchResponse {
    /// The records of the only partition.
    var records: ByteSlice {
        get throws { try #require(responses.first?.partitions.first?.records) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Records
import TestSupport
import Testing

/// A broker over memory, asked in messages.
final class TestBroker {
    let broker: Broker
    let engine: MemoryEngine
    let store: MemoryStore
    /// The monotonic clock.
    var now: Int64 = 0
    private var asked: Int32 = 0

    init(
        _ properties: [String: String] = [:], engine: MemoryEngine = MemoryEngine(),
        store: MemoryStore = MemoryStore()
    ) throws {
        self.engine = engine
        self.store = store
        broker = try Broker(
            identity: BrokerIdentity(nodeId: 1, host: "127.0.0.1", port: 9092),
            config: BrokerConfig(properties: properties), engine: engine,
            logDirectory: LogDirectory(path: "/logs") { .init(totalBytes: 100, usableBytes: 40) },
            store: store,
            newClusterId: "made-for-tests", clock: ManualClock(), random: SeededGenerator(seed: 1))
    }

    /// A broker that starts on what this one left behind.
    func restarted() throws -> TestBroker { try TestBroker(engine: engine, store: store) }

    static func connection(_ number: UInt64) -> ConnectionId { ConnectionId(rawValue: number) }

    /// Sends a request and returns all effects.
    func send<Request: RequestMessage>(
        _ request: Request, version: Int16, on connection: UInt64 = 1
    ) -> [Effect] {
        asked += 1
        let frame = Frame.encodeRequest(
            request, version: version, correlationId: asked, clientId: "test")
        return broker.handle(frame.dropFirst(4), from: Self.connection(connection), now: now)
    }

    /// Sends a request that is answered at once.
    func ask<Request: RequestMessage>(
        _ request: Request, version: Int16, on connection: UInt64 = 1
    ) throws -> Request.Response {
        let effects = send(request, version: version, on: connection)
        let reply = try #require(effects.first?.reply(to: connection), "\(effects)")
        #expect(reply.correlationId == asked)
        return try Self.decode(reply, as: Request.Response.self)
    }

    static func decode<Response: ResponseMessage>(
        _ reply: Reply, as type: Response.Type
    ) throws -> Response {
        let bytes = try reply.flattened()
        var reader = ByteReader(bytes)
        #expect(try Int(reader.readInt32()) == bytes.count - 4)
        let (_, body) = try Frame.decodeResponseHeader(
            bytes.dropFirst(4), apiKey: Response.apiKey, version: reply.version)
        return try Response.decode(body, version: reply.version)
    }
}

extension Effect {
    /// The reply, when this is one to that connection.
    func reply(to number: UInt64) -> Reply? {
        guard case .reply(TestBroker.connection(number), let reply) = self else { return nil }
        return reply
    }

    var isPark: Bool { if case .park = self { true } else { false } }
    var isSilence: Bool { if case .silence = self { true } else { false } }
    var isClose: Bool { if case .close = self { true } else { false } }
}

// MARK: Requests that many tests make

extension TestBroker {
    @discardableResult
    func createTopic(
        _ name: String, partitions: Int32 = 1, configs: [String: String] = [:]
    ) throws -> CreateTopicsResponse.CreatableTopicResult {
        var topic = CreateTopicsRequest.CreatableTopic()
        topic.name = name
        topic.numPartitions = partitions
        topic.replicationFactor = 1
        topic.configs = configs.map { name, value in
            var config = CreateTopicsRequest.CreatableTopicConfig()
            config.name = name
            config.value = value
            return config
        }
        var request = CreateTopicsRequest()
        request.topics = [topic]
        return try #require(try ask(request, version: 7).topics.first)
    }

    static func batch(_ values: String...) throws -> ByteSlice {
        try RecordBatchBuilder(
            values.map { Record(key: nil, value: ByteSlice(utf8: $0), timestamp: 1000) }
        ).build()
    }

    static func produceRequest(
        _ records: ByteSlice?, to topic: String, partition: Int32 = 0, acks: Int16 = -1
    ) -> ProduceRequest {
        var data = ProduceRequest.PartitionProduceData()
        data.index = partition
        data.records = records
        var entry = ProduceRequest.TopicProduceData()
        entry.name = topic
        entry.partitionData = [data]
        var request = ProduceRequest()
        request.acks = acks
        request.topicData = [entry]
        return request
    }

    /// Produces one batch and returns the partition's answer.
    @discardableResult
    func produce(
        _ records: ByteSlice?, to topic: String, partition: Int32 = 0, version: Int16 = 9,
        acks: Int16 = -1
    ) throws -> ProduceResponse.PartitionProduceResponse {
        let request = Self.produceRequest(records, to: topic, partition: partition, acks: acks)
        let response = try ask(request, version: version, on: 99)
        return try #require(response.responses.first?.partitionResponses.first)
    }
}

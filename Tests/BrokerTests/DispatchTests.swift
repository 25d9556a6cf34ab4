// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages
import TestSupport
import Testing

struct DispatchTests {
    private func header(_ key: Int16, _ version: Int16) -> ByteSlice {
        var writer = ByteWriter()
        writer.writeInt16(key)
        writer.writeInt16(version)
        writer.writeInt32(1)
        writer.writeInt16(-1)
        return writer.finish()
    }

    private func closes(_ frame: ByteSlice) throws -> Bool {
        let effects = try TestBroker().broker.handle(
            frame, from: TestBroker.connection(1), now: 0)
        return effects.count == 1 && effects[0].isClose
    }

    @Test
    func `what cannot be read or is not served closes the connection`() throws {
        #expect(try closes(.empty))
        #expect(try closes([0, 18]))
        #expect(try closes(header(9999, 0)))
        #expect(try closes(header(-1, 0)))
        #expect(try closes(header(0, 2)))
        #expect(try closes(header(1, 3)))
        #expect(try closes(header(3, -1)))
        #expect(try closes(header(3, 14)))
        #expect(try closes(header(0, 9)), "a header without a body")
        #expect(try closes(header(3, 1).prefix(8)), "no client id")
    }

    @Test
    func `bytes after the body are let pass`() throws {
        var request = MetadataRequest()
        request.topics = []
        let frame = Frame.encodeRequest(
            request, version: 1, correlationId: 5, clientId: nil)
        var writer = ByteWriter()
        writer.write(frame.dropFirst(4))
        writer.writeInt32(0)
        let effects = try TestBroker().broker.handle(
            writer.finish(), from: TestBroker.connection(1), now: 0)
        #expect(effects.first?.reply(to: 1)?.correlationId == 5)
    }

    /// Valid requests of every API, then bytes of them changed, cut and doubled: each frame ends in
    /// exactly one effect for its connection, and the broker goes on.
    @Test
    func `mutated frames never trap and never go unanswered`() throws {
        var random = SeededGenerator()
        let broker = try TestBroker()
        try broker.createTopic("t", partitions: 2)
        let frames = try Self.specimens()
        for round in 0..<4000 {
            var bytes = try #require(frames.randomElement(using: &random)).array
            for _ in 0...Int.random(in: 0...4, using: &random) {
                Self.mutate(&bytes, using: &random)
            }
            let connection = UInt64(round + 10)
            let effects = broker.broker.handle(
                ByteSlice(bytes), from: TestBroker.connection(connection), now: 0)
            #expect(effects.first?.concerns(connection) == true, "seed \(random.seed)")
            broker.broker.connectionClosed(TestBroker.connection(connection))
        }
        #expect(try broker.produce(TestBroker.batch("still here"), to: "t").errorCode == 0)
    }

    private static func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        guard bytes.count > 8 else { return }
        // The key and version stay: the bodies are what is under test.
        let place = Int.random(in: 4..<bytes.count, using: &random)
        switch Int.random(in: 0...4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: bytes.removeLast(Int.random(in: 1..<bytes.count - 4, using: &random))
        case 3: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
        default:
            for index in place..<min(place + 4, bytes.count) { bytes[index] = 0xFF }
        }
    }

    private static func specimens() throws -> [ByteSlice] {
        let produce = TestBroker.produceRequest(try TestBroker.batch("a", "b"), to: "t")
        let fetch = FetchRequest("t", [.init(0, at: 0), .init(1, at: 0)], session: (0, 0))
        var list = ListOffsetsRequest()
        var listTopic = ListOffsetsRequest.ListOffsetsTopic()
        listTopic.name = "t"
        listTopic.partitions = [.init(), .init()]
        list.topics = [listTopic]
        var metadata = MetadataRequest()
        var metadataTopic = MetadataRequest.MetadataRequestTopic()
        metadataTopic.name = "t"
        metadata.topics = [metadataTopic]
        var create = CreateTopicsRequest()
        var topic = CreateTopicsRequest.CreatableTopic()
        topic.name = "made"
        topic.numPartitions = 1
        topic.replicationFactor = 1
        topic.configs = [.init()]
        create.topics = [topic]
        create.validateOnly = true
        var delete = DeleteTopicsRequest()
        delete.topicNames = ["other"]
        delete.topics = [.init()]
        var describe = DescribeConfigsRequest()
        describe.resources = [.init()]
        return encodings(produce, [3, 9, 13]) + encodings(fetch, [4, 7, 12, 18])
            + encodings(list, [1, 6, 11]) + encodings(metadata, [1, 9, 13])
            + encodings(ApiVersionsRequest(), [0, 3]) + encodings(create, [2, 7])
            + encodings(delete, [1, 6]) + encodings(describe, [1, 4])
            + encodings(InitProducerIdRequest(), [0, 5])
    }

    private static func encodings(
        _ request: some RequestMessage, _ versions: [Int16]
    ) -> [ByteSlice] {
        versions.map { version in
            Frame.encodeRequest(request, version: version, correlationId: 1, clientId: "c")
                .dropFirst(4)
        }
    }
}

extension Effect {
    fileprivate func concerns(_ number: UInt64) -> Bool {
        let id = TestBroker.connection(number)
        return switch self {
        case .reply(let other, _), .silence(let other), .park(let other), .close(let other, _):
            other == id
        }
    }
}

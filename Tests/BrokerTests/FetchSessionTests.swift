// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages
import Testing

struct FetchSessionTests {
    private let broker: TestBroker
    private let id: Int32

    /// A session over both partitions of a topic whose first one has two records.
    init() throws {
        broker = try TestBroker()
        try broker.createTopic("t", partitions: 2)
        try broker.produce(TestBroker.batch("x", "y"), to: "t")
        let answer = try broker.ask(
            FetchRequest("t", [.init(0, at: 0), .init(1, at: 0)], session: (0, 0)), version: 12)
        id = answer.sessionId
        #expect(answer.partitions.count == 2)
    }

    private func fetch(
        _ epoch: Int32, _ partitions: [FetchRequest.FetchPartition] = [],
        forgetting forgotten: [Int32] = [], version: Int16 = 12
    ) throws -> FetchResponse {
        var request = FetchRequest("t", partitions, session: (id, epoch))
        if !forgotten.isEmpty {
            var topic = FetchRequest.ForgottenTopic()
            topic.topic = "t"
            topic.partitions = forgotten
            request.forgottenTopicsData = [topic]
        }
        return try broker.ask(request, version: version)
    }

    @Test
    func `only what changed travels`() throws {
        #expect(id > 0)
        #expect(try fetch(1).partitions.map(\.partitionIndex) == [0])
        #expect(try fetch(2, [.init(0, at: 2)]).partitions.isEmpty)
        try broker.produce(TestBroker.batch("z"), to: "t", partition: 1)
        let news = try fetch(3)
        #expect(news.sessionId == id)
        #expect(news.partitions.map(\.partitionIndex) == [1])
    }

    @Test
    func `forgotten partitions are left out, and a session without any ends`() throws {
        #expect(try fetch(1, forgetting: [0]).partitions.isEmpty)
        let last = try fetch(2, forgetting: [1])
        #expect(last.errorCode == 0)
        #expect(last.sessionId == 0)
        #expect(try fetch(3).errorCode == 70)
    }

    @Test
    func `wrong epochs, unknown sessions and mixed naming are refused`() throws {
        #expect(try fetch(5).errorCode == 71)
        #expect(try fetch(1, version: 13).errorCode == 106)
        #expect(try fetch(1).errorCode == 0, "a refusal does not move the epoch")
        let unknown = FetchRequest("t", [.init(0, at: 0)], session: (id &+ 1, 1))
        #expect(try broker.ask(unknown, version: 12).errorCode == 70)
        let nameless = FetchRequest("t", [.init(0, at: 0)], session: (0, 5))
        #expect(try broker.ask(nameless, version: 12).errorCode == 70)
    }

    @Test
    func `a partition in error is told again until it is cured`() throws {
        _ = try fetch(1, [.init(0, at: 2), .init(7, at: 0)])
        for epoch in 2...4 as ClosedRange<Int32> {
            let partitions = try fetch(epoch).partitions
            #expect(partitions.map(\.partitionIndex) == [7])
            #expect(partitions.map(\.errorCode) == [3])
        }
    }

    @Test
    func `who got data comes last in the next round`() throws {
        try broker.produce(TestBroker.batch("z"), to: "t", partition: 1)
        #expect(try fetch(1).partitions.map(\.partitionIndex) == [0, 1])
        _ = try fetch(2, [.init(1, at: 1)])
        // Only partition 0 had data then.
        #expect(try fetch(3, [.init(1, at: 0)]).partitions.map(\.partitionIndex) == [1, 0])
    }

    @Test
    func `closing a session gives a full answer and ends it`() throws {
        let answer = try fetch(-1, [.init(0, at: 0)])
        #expect(answer.sessionId == 0)
        #expect(answer.partitions.count == 1)
        #expect(try fetch(1).errorCode == 70)
    }

    @Test
    func `a new session takes a slot only from one that is idle or smaller`() throws {
        let broker = try TestBroker(["max.incremental.fetch.session.cache.slots": "1"])
        try broker.createTopic("t", partitions: 3)
        func begin(_ partitions: Range<Int32>) throws -> Int32 {
            try broker.ask(
                FetchRequest("t", partitions.map { .init($0, at: 0) }, session: (0, 0)),
                version: 12
            ).sessionId
        }
        let first = try begin(0..<2)
        #expect(first != 0)
        #expect(try begin(0..<2) == 0, "no larger and in use: the fetch works without a session")
        let larger = try begin(0..<3)
        #expect(larger != 0)
        broker.now = 121_000
        #expect(try begin(0..<1) != 0, "the other one is idle")
        let gone = FetchRequest("t", [], session: (larger, 1))
        #expect(try broker.ask(gone, version: 12).errorCode == 70)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

struct DescribeLogDirsTests {
    private let broker: TestBroker
    private let size: Int64

    init() throws {
        broker = try TestBroker()
        try broker.createTopic("t", partitions: 3)
        try broker.createTopic("u")
        let batch = try TestBroker.batch("a", "b")
        size = Int64(batch.count)
        try broker.produce(batch, to: "t", partition: 1)
    }

    private func describe(
        _ topics: [(String, [Int32])]?, version: Int16 = 5
    ) throws -> DescribeLogDirsResponse.DescribeLogDirsResult {
        var request = DescribeLogDirsRequest()
        request.topics = topics?.map { name, partitions in
            var topic = DescribeLogDirsRequest.DescribableLogDirTopic()
            topic.topic = name
            topic.partitions = partitions
            return topic
        }
        let answer = try broker.ask(request, version: version)
        #expect(answer.errorCode == 0)
        #expect(answer.results.count == 1)
        return try #require(answer.results.first)
    }

    @Test(arguments: 1...5 as ClosedRange<Int16>)
    func `sizes of what is asked for, and the space where versions tell it`(version: Int16) throws {
        let result = try describe([("t", [1, 0])], version: version)
        #expect(result.logDir == "/logs")
        #expect(result.topics.map(\.name) == ["t"])
        #expect(result.topics[0].partitions.map(\.partitionIndex) == [0, 1])
        #expect(result.topics[0].partitions.map(\.partitionSize) == [0, size])
        #expect(result.totalBytes == (version < 4 ? -1 : 100))
        #expect(result.usableBytes == (version < 4 ? -1 : 40))
    }

    @Test
    func `null asks for everything, nothing for the directory alone`() throws {
        #expect(try describe(nil).topics.map(\.name) == ["t", "u"])
        #expect(try describe(nil).topics.map(\.partitions.count) == [3, 1])
        #expect(try describe([]).topics.isEmpty)
    }

    @Test
    func `a directory that is offline has an error and no partitions`() throws {
        broker.engine.failure = StorageError(.offline, operation: "write", path: "/logs")
        let result = try describe(nil)
        #expect(result.errorCode == 56)
        #expect(result.topics.isEmpty)
    }

    @Test
    func `what is not there is left out, and nothing is told twice`() throws {
        let result = try describe([("none", [0]), ("t", [9, 0, 0]), ("u", []), ("t", [1])])
        #expect(result.topics.map(\.name) == ["t"])
        #expect(result.topics[0].partitions.map(\.partitionIndex) == [0, 1])
    }
}

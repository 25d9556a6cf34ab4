// SPDX-License-Identifier: Apache-2.0

import Broker
import LogContract
import Messages
import Testing

struct DeleteRecordsTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
        try broker.createTopic("t", partitions: 2)
        try broker.createTopic("compacted", configs: ["cleanup.policy": "compact"])
        try broker.produce(TestBroker.batch("a", "b", "c"), to: "t")
    }

    /// Watermarks and errors of each partition answered, by topic.
    private func cut(
        _ wanted: [(String, [(Int32, Int64)])], version: Int16 = 2
    ) throws -> [[(partition: Int32, lowWatermark: Int64, error: Int16)]] {
        var request = DeleteRecordsRequest()
        request.timeoutMs = 1000
        request.topics = wanted.map { name, partitions in
            var topic = DeleteRecordsRequest.DeleteRecordsTopic()
            topic.name = name
            topic.partitions = partitions.map { index, offset in
                var partition = DeleteRecordsRequest.DeleteRecordsPartition()
                partition.partitionIndex = index
                partition.offset = offset
                return partition
            }
            return topic
        }
        return try broker.ask(request, version: version).topics.map { topic in
            topic.partitions.map { ($0.partitionIndex, $0.lowWatermark, $0.errorCode) }
        }
    }

    @Test(arguments: [0, 1, 2] as [Int16])
    func `the log begins where it is told to, and never earlier again`(version: Int16) throws {
        #expect(try cut([("t", [(0, 2)])], version: version)[0][0] == (0, 2, 0))
        #expect(try cut([("t", [(0, 1)])], version: version)[0][0] == (0, 2, 0))
        #expect(try cut([("t", [(0, -1)])], version: version)[0][0] == (0, 3, 0))
        #expect(
            broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)]?.logStartOffset == 3)
    }

    @Test
    func `each mistake has its error and the watermark -1`() throws {
        let answers = try cut([
            ("t", [(0, 4), (7, 0), (-1, 0), (1, -1)]), ("none", [(0, 0)]), ("compacted", [(0, 0)]),
        ])
        #expect(answers[0].map(\.error) == [1, 3, 3, 0])
        #expect(answers[0].map(\.lowWatermark) == [-1, -1, -1, 0])
        #expect(answers[1].map(\.error) == [3])
        #expect(answers[2].map(\.error) == [44])
        #expect(try cut([("t", [(0, -2)])])[0][0] == (0, -1, 1))
    }

    @Test
    func `records of a topic of Kafka's own stay`() throws {
        try broker.createTopic("__consumer_offsets")
        #expect(try cut([("__consumer_offsets", [(0, 0)])])[0][0] == (0, -1, 17))
    }

    @Test
    func `what is named twice is answered once, and the last offset counts`() throws {
        let answers = try cut([("t", [(0, 3), (0, 1)]), ("t", [(1, 0), (0, 2)])])
        #expect(answers.count == 1)
        #expect(answers[0].map(\.partition) == [0, 1])
        #expect(answers[0].map(\.lowWatermark) == [2, 0])
    }
}

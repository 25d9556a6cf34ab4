// SPDX-License-Identifier: Apache-2.0

import Broker
import Messages
import Testing

struct DescribeTopicPartitionsTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
        try broker.createTopic("a", partitions: 3)
        try broker.createTopic("b")
    }

    private struct Answer: Equatable {
        /// Name, error, and partitions of each topic.
        var topics: [String]
        var cursor: String?
    }

    private func describe(
        _ names: [String], limit: Int32 = 2000, from cursor: (String, Int32)? = nil
    ) throws -> Answer {
        var request = DescribeTopicPartitionsRequest()
        request.topics = names.map { name in
            var topic = DescribeTopicPartitionsRequest.TopicRequest()
            topic.name = name
            return topic
        }
        request.responsePartitionLimit = limit
        if let cursor {
            var start = DescribeTopicPartitionsRequest.Cursor()
            start.topicName = cursor.0
            start.partitionIndex = cursor.1
            request.cursor = start
        }
        let answer = try broker.ask(request, version: 0)
        return Answer(
            topics: answer.topics.map { topic in
                "\(topic.name ?? "-") \(topic.errorCode) \(topic.partitions.map(\.partitionIndex))"
            },
            cursor: answer.nextCursor.map { "\($0.topicName) \($0.partitionIndex)" })
    }

    @Test
    func `topics come in the order of their names, each once`() throws {
        let all = Answer(topics: ["a 0 [0, 1, 2]", "b 0 [0]"], cursor: nil)
        #expect(try describe(["b", "a", "b"]) == all)
        #expect(try describe([]) == all)
        #expect(
            try describe(["none", "a b", "b"])
                == Answer(topics: ["a b 17 []", "b 0 [0]", "none 3 []"], cursor: nil))
    }

    @Test
    func `the cursor goes on where the limit ended`() throws {
        #expect(
            try describe(["b", "a"], limit: 2) == Answer(topics: ["a 0 [0, 1]"], cursor: "a 2"))
        #expect(
            try describe(["b", "a"], limit: 2, from: ("a", 2))
                == Answer(topics: ["a 0 [2]", "b 0 [0]"], cursor: nil))
        #expect(
            try describe(["b", "a"], limit: 3) == Answer(topics: ["a 0 [0, 1, 2]"], cursor: "b 0"))
        #expect(try describe([], limit: -1) == Answer(topics: ["a 0 [0]"], cursor: "a 1"))
        #expect(
            try describe(["a", "zz"], limit: 3)
                == Answer(topics: ["a 0 [0, 1, 2]"], cursor: "zz 0"))
    }

    @Test
    func `a cursor beyond a topic's end, and one whose topic is gone, go on behind it`() throws {
        #expect(
            try describe([], from: ("a", 9)) == Answer(topics: ["a 0 []", "b 0 [0]"], cursor: nil))
        #expect(try describe([], from: ("aa", 2)) == Answer(topics: ["b 0 [0]"], cursor: nil))
        #expect(try describe([], from: ("zz", 0)) == Answer(topics: [], cursor: nil))
    }

    @Test
    func `a cursor that means nothing is refused for every topic`() throws {
        let refused = Answer(topics: ["b 42 []", "a 42 []"], cursor: nil)
        #expect(try describe(["b", "a"], from: ("a", -1)) == refused)
        #expect(try describe(["b", "a"], from: ("aa", 0)) == refused)
    }
}

// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    private typealias TopicAnswer =
        DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic

    /// `max.request.partition.size.limit` as it is by default.
    private static let partitionsPerAnswerMax: Int32 = 2000

    /// DescribeTopicPartitions (KIP-966): topics in the order of their names, so many partitions at
    /// a time; the cursor says where to go on.
    func describeTopicPartitions(
        _ request: DescribeTopicPartitionsRequest, _ context: RequestContext
    ) -> Outcome {
        var response = DescribeTopicPartitionsResponse()
        let asked = request.topics.map(\.name)
        if let cursor = request.cursor,
            cursor.partitionIndex < 0 || !asked.isEmpty && !asked.contains(cursor.topicName)
        {
            response.topics = asked.map { Self.refusal($0, .invalidRequest) }
            return context.reply(response)
        }
        var left = Int(min(max(request.responsePartitionLimit, 1), Self.partitionsPerAnswerMax))
        let names = asked.isEmpty ? topics.all.map(\.name) : Set(asked).sorted()
        for name in names where request.cursor.map({ name >= $0.topicName }) ?? true {
            if left == 0 {
                response.nextCursor = Self.cursor(name, 0)
                break
            }
            let isResumed = request.cursor?.topicName == name
            let first = isResumed ? Int(request.cursor?.partitionIndex ?? 0) : 0
            guard let topic = topics[.name(name)] else {
                var answer = Self.refusal(
                    name,
                    TopicName.problem(with: name) == nil
                        ? .unknownTopicOrPartition : .invalidTopicException)
                answer.topicAuthorizedOperations = Self.topicOperations
                response.topics.append(answer)
                continue
            }
            let partitions = topic.partitions.dropFirst(first).prefix(left)
            response.topics.append(answer(topic, partitions))
            left -= partitions.count
            let next = first + partitions.count
            if next < topic.partitions.count {
                response.nextCursor = Self.cursor(name, Int32(next))
                break
            }
        }
        return context.reply(response)
    }

    private func answer(_ topic: Topic, _ partitions: ArraySlice<Partition>) -> TopicAnswer {
        var answer = TopicAnswer()
        answer.name = topic.name
        answer.topicId = topic.id
        answer.isInternal = TopicName.isInternal(topic.name)
        answer.topicAuthorizedOperations = Self.topicOperations
        answer.partitions = partitions.map { partition in
            var answer =
                DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition()
            answer.partitionIndex = partition.id.partition
            answer.leaderId = identity.nodeId
            answer.leaderEpoch = partition.leaderEpoch
            answer.replicaNodes = [identity.nodeId]
            answer.isrNodes = [identity.nodeId]
            answer.eligibleLeaderReplicas = []
            answer.lastKnownElr = []
            return answer
        }
        return answer
    }

    private static func refusal(_ name: String, _ error: ErrorCode) -> TopicAnswer {
        var answer = TopicAnswer()
        answer.errorCode = error.rawValue
        answer.name = name
        answer.isInternal = TopicName.isInternal(name)
        return answer
    }

    private static func cursor(
        _ name: String, _ partition: Int32
    ) -> DescribeTopicPartitionsResponse.Cursor {
        var cursor = DescribeTopicPartitionsResponse.Cursor()
        cursor.topicName = name
        cursor.partitionIndex = partition
        return cursor
    }
}

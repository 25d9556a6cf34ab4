// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    /// DescribeLogDirs (KIP-113, KIP-827): the one log directory, and the sizes of the partitions
    /// asked for in it; what is not there is left out.
    func describeLogDirs(_ request: DescribeLogDirsRequest, _ context: RequestContext) -> Outcome {
        var directory = DescribeLogDirsResponse.DescribeLogDirsResult()
        directory.logDir = logDirectory.path
        if let space = logDirectory.space() {
            directory.totalBytes = space.totalBytes
            directory.usableBytes = space.usableBytes
        }
        if engine.failure != nil {
            directory.errorCode = ErrorCode.kafkaStorageError.rawValue
        } else {
            directory.topics = answers(to: request)
        }
        var response = DescribeLogDirsResponse()
        response.results = [directory]
        return context.reply(response)
    }

    private func answers(
        to request: DescribeLogDirsRequest
    ) -> [DescribeLogDirsResponse.DescribeLogDirsTopic] {
        partitionsByTopic(request.topics).map { topic, partitions in
            var answer = DescribeLogDirsResponse.DescribeLogDirsTopic()
            answer.name = topic.name
            answer.partitions = partitions.map { partition in
                var answer = DescribeLogDirsResponse.DescribeLogDirsPartition()
                answer.partitionIndex = partition.id.partition
                answer.partitionSize = partition.log.sizeInBytes
                return answer
            }
            return answer
        }
    }

    /// Each topic and partition once; all of them when none are named.
    private func partitionsByTopic(
        _ wanted: [DescribeLogDirsRequest.DescribableLogDirTopic]?
    ) -> [(topic: Topic, partitions: [Partition])] {
        guard let wanted else { return topics.all.map { ($0, $0.partitions) } }
        var names: [String] = []
        var indexes: [String: Set<Int32>] = [:]
        for topic in wanted where topics[.name(topic.topic)] != nil {
            if indexes[topic.topic] == nil { names.append(topic.topic) }
            indexes[topic.topic, default: []].formUnion(topic.partitions)
        }
        return names.compactMap { name in
            guard let topic = topics[.name(name)] else { return nil }
            let partitions = (indexes[name] ?? []).sorted().compactMap(topic.partition)
            return partitions.isEmpty ? nil : (topic, partitions)
        }
    }
}

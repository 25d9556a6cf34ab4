// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    private typealias PartitionRequest = ListOffsetsRequest.ListOffsetsPartition
    private typealias PartitionResponse = ListOffsetsResponse.ListOffsetsPartitionResponse

    /// ListOffsets: offsets by timestamp, or by one of the negative numbers that stand for a place.
    ///
    /// As with Kafka a topic that is named again is answered once, and a partition that is asked for
    /// more than once is refused.
    func listOffsets(_ request: ListOffsetsRequest, _ context: RequestContext) -> Outcome {
        let bound = ReadBound(isolationLevel: request.isolationLevel)
        var names: [String] = []
        var wanted: [String: [PartitionRequest]] = [:]
        for topic in request.topics where !topic.partitions.isEmpty {
            if wanted[topic.name] == nil { names.append(topic.name) }
            wanted[topic.name, default: []] += topic.partitions
        }
        var response = ListOffsetsResponse()
        for name in names {
            var answer = ListOffsetsResponse.ListOffsetsTopicResponse()
            answer.name = name
            let topic = topics[.name(name)]
            let partitions = wanted[name] ?? []
            let duplicates = Self.duplicates(partitions.map(\.partitionIndex))
            var refused: Set<Int32> = []
            for partition in partitions {
                if duplicates.contains(partition.partitionIndex) {
                    guard refused.insert(partition.partitionIndex).inserted else { continue }
                    answer.partitions.append(refusal(partition, .invalidRequest))
                } else if let bound {
                    answer.partitions.append(
                        listOffset(partition, of: topic, bound: bound, context))
                } else {
                    answer.partitions.append(refusal(partition, .unknownServerError))
                }
            }
            response.topics.append(answer)
        }
        return context.reply(response)
    }

    /// The numbers that stand more than once in `numbers`.
    private static func duplicates(_ numbers: [Int32]) -> Set<Int32> {
        var seen: Set<Int32> = []
        return Set(numbers.filter { !seen.insert($0).inserted })
    }

    private func listOffset(
        _ request: PartitionRequest, of topic: Topic?, bound: ReadBound, _ context: RequestContext
    ) -> PartitionResponse {
        guard let partition = topic?.partition(request.partitionIndex) else {
            return refusal(request, .unknownTopicOrPartition)
        }
        if request.currentLeaderEpoch != -1,
            let error = partition.fence(currentLeaderEpoch: request.currentLeaderEpoch)
        {
            return refusal(request, error)
        }
        guard let place = OffsetPlace(request.timestamp, version: context.version) else {
            return refusal(request, .unsupportedVersion)
        }
        do {
            var answer = PartitionResponse()
            answer.partitionIndex = request.partitionIndex
            if let found = try place.find(in: partition, bound: bound) {
                answer.offset = found.offset
                answer.timestamp = found.timestamp
                answer.leaderEpoch = found.leaderEpoch
            }
            return answer
        } catch {
            return refusal(request, error.code)
        }
    }

    private func refusal(_ request: PartitionRequest, _ error: ErrorCode) -> PartitionResponse {
        var answer = PartitionResponse()
        answer.partitionIndex = request.partitionIndex
        answer.errorCode = error.rawValue
        return answer
    }
}

// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    private typealias PartitionRequest = ListOffsetsRequest.ListOffsetsPartition
    private typealias PartitionResponse = ListOffsetsResponse.ListOffsetsPartitionResponse

    /// ListOffsets: offsets by timestamp, or by one of the negative numbers that stand for a place.
    func listOffsets(_ request: ListOffsetsRequest, _ context: RequestContext) -> Outcome {
        let bound = ReadBound(isolationLevel: request.isolationLevel)
        var response = ListOffsetsResponse()
        for topic in request.topics {
            var answer = ListOffsetsResponse.ListOffsetsTopicResponse()
            answer.name = topic.name
            let duplicates = Self.duplicates(topic.partitions.map(\.partitionIndex))
            var refused: Set<Int32> = []
            for partition in topic.partitions {
                if duplicates.contains(partition.partitionIndex) {
                    guard refused.insert(partition.partitionIndex).inserted else { continue }
                    answer.partitions.append(refusal(partition, .invalidRequest))
                } else if let bound {
                    answer.partitions.append(
                        listOffset(partition, of: topic.name, bound: bound, context))
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
        _ request: PartitionRequest, of topic: String, bound: ReadBound, _ context: RequestContext
    ) -> PartitionResponse {
        guard let partition = topics[.name(topic)]?.partition(request.partitionIndex) else {
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

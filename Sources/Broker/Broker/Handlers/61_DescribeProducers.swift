// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    private typealias PartitionResponse = DescribeProducersResponse.PartitionResponse

    /// Producers that one answer tells of: a partition named again and again brings them each time.
    private static let producersPerAnswerMax = 200_000

    /// DescribeProducers (KIP-664): who wrote lately to a partition, and with what sequence.
    func describeProducers(
        _ request: DescribeProducersRequest, _ context: RequestContext
    ) -> Outcome {
        var left = Self.producersPerAnswerMax
        var response = DescribeProducersResponse()
        response.topics = request.topics.map { wanted in
            var answer = DescribeProducersResponse.TopicResponse()
            answer.name = wanted.name
            answer.partitions = wanted.partitionIndexes.map { index in
                producers(of: wanted.name, index, left: &left)
            }
            return answer
        }
        return context.reply(response)
    }

    private func producers(
        of name: String, _ index: Int32, left: inout Int
    ) -> PartitionResponse {
        var answer = PartitionResponse()
        answer.partitionIndex = index
        if TopicName.problem(with: name) != nil {
            answer.errorCode = ErrorCode.invalidTopicException.rawValue
            // Nothing of the name, which would come back for each partition.
            answer.errorMessage = "no topic can have this name"
        } else if let partition = topics[.name(name)]?.partition(index) {
            guard left > 0 else {
                answer.errorCode = ErrorCode.invalidRequest.rawValue
                answer.errorMessage = "too many producers for one answer"
                return answer
            }
            guard partition.log.failure == nil else {
                answer.errorCode = ErrorCode.kafkaStorageError.rawValue
                return answer
            }
            answer.activeProducers = partition.log.activeProducers.map(\.answer)
            left -= answer.activeProducers.count
        } else {
            answer.errorCode = ErrorCode.unknownTopicOrPartition.rawValue
            answer.errorMessage = "there is no such partition"
        }
        return answer
    }
}

extension ProducerDescription {
    fileprivate var answer: DescribeProducersResponse.ProducerState {
        var answer = DescribeProducersResponse.ProducerState()
        answer.producerId = producerId
        answer.producerEpoch = Int32(epoch)
        answer.lastSequence = lastSequence
        answer.lastTimestamp = lastTimestamp
        answer.coordinatorEpoch = coordinatorEpoch
        answer.currentTxnStartOffset = currentTransactionFirstOffset ?? -1
        return answer
    }
}

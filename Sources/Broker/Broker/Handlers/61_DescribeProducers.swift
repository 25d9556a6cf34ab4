// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    private typealias PartitionResponse = DescribeProducersResponse.PartitionResponse

    /// DescribeProducers (KIP-664): who wrote lately to a partition, and with what sequence.
    func describeProducers(
        _ request: DescribeProducersRequest, _ context: RequestContext
    ) -> Outcome {
        var response = DescribeProducersResponse()
        response.topics = request.topics.map { wanted in
            var answer = DescribeProducersResponse.TopicResponse()
            answer.name = wanted.name
            answer.partitions = wanted.partitionIndexes.map { producers(of: wanted.name, $0) }
            return answer
        }
        return context.reply(response)
    }

    private func producers(of name: String, _ index: Int32) -> PartitionResponse {
        var answer = PartitionResponse()
        answer.partitionIndex = index
        if let problem = TopicName.problem(with: name) {
            answer.errorCode = ErrorCode.invalidTopicException.rawValue
            answer.errorMessage = problem
        } else if let partition = topics[.name(name)]?.partition(index) {
            answer.activeProducers = partition.log.activeProducers.map(\.answer)
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

// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    /// OffsetForLeaderEpoch (KIP-101, KIP-320): where the epochs of a log end.
    func offsetForLeaderEpoch(
        _ request: OffsetForLeaderEpochRequest, _ context: RequestContext
    ) -> Outcome {
        var response = OffsetForLeaderEpochResponse()
        response.topics = request.topics.map { wanted in
            var answer = OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult()
            answer.topic = wanted.topic
            let topic = topics[.name(wanted.topic)]
            answer.partitions = wanted.partitions.map { epochEnd($0, of: topic) }
            return answer
        }
        return context.reply(response)
    }

    private func epochEnd(
        _ wanted: OffsetForLeaderEpochRequest.OffsetForLeaderPartition, of topic: Topic?
    ) -> OffsetForLeaderEpochResponse.EpochEndOffset {
        var answer = OffsetForLeaderEpochResponse.EpochEndOffset()
        answer.partition = wanted.partition
        guard let partition = topic?.partition(wanted.partition) else {
            answer.errorCode = ErrorCode.unknownTopicOrPartition.rawValue
            return answer
        }
        if wanted.currentLeaderEpoch != -1,
            let error = partition.fence(currentLeaderEpoch: wanted.currentLeaderEpoch)
        {
            answer.errorCode = error.rawValue
            return answer
        }
        guard partition.log.failure == nil else {
            answer.errorCode = ErrorCode.kafkaStorageError.rawValue
            return answer
        }
        // An epoch that is not known here leaves both at -1, which is no error.
        if let end = partition.endOffset(ofEpoch: wanted.leaderEpoch) {
            answer.leaderEpoch = end.epoch
            answer.endOffset = end.endOffset
        }
        return answer
    }
}

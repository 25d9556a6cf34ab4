// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// A Produce with records for one partition only, as a producer with several in flight sends them
/// one behind the other.
struct LoneWrite {
    let context: RequestContext
    let topic: ProduceRequest.TopicProduceData
    let partition: Partition
    let records: ByteSlice

    /// The answer, when `outcome` became of the records.
    func response(_ outcome: ProduceResponse.PartitionProduceResponse) -> ProduceResponse {
        var answer = ProduceResponse.TopicProduceResponse()
        answer.name = topic.name
        answer.topicId = topic.topicId
        answer.partitionResponses = [outcome]
        var response = ProduceResponse()
        response.responses = [answer]
        return response
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Messages

/// What a reply to Produce says of one partition.
package struct Produced: Sendable {
    package let reply: Reply<ProduceResponse>
    package let error: Observed<ErrorCode>
    package let baseOffset: Observed<Int64>
    package let logAppendTime: Observed<Int64>
    package let logStartOffset: Observed<Int64>
    package let errorMessage: Observed<String?>
    /// Indices of the records that were the reason for a refusal.
    package let recordErrors: Observed<[Int32]>

    /// Finds partition `index` of the `topicIndex`-th topic; a reply without it fails the case.
    package init(
        _ reply: Reply<ProduceResponse>, topic topicIndex: Int = 0, partition: Int32
    ) throws {
        self.reply = reply
        let topics = reply.message.responses
        guard topics.indices.contains(topicIndex) else {
            throw Finding(
                what: "\(reply.exchange) reply", expected: "an entry for each topic",
                actual: "\(topics.count) entries", at: reply.sighting("responses"))
        }
        let list = "responses[\(topicIndex)].partitionResponses"
        let (index, found) = try reply.only(
            topics[topicIndex].partitionResponses, at: list, "partition \(partition)"
        ) { $0.index == partition }
        let path = "\(list)[\(index)]"
        error = reply.error("\(path).errorCode", found.errorCode)
        baseOffset = reply.at("\(path).baseOffset", found.baseOffset)
        logAppendTime = reply.at("\(path).logAppendTimeMs", found.logAppendTimeMs)
        logStartOffset = reply.at("\(path).logStartOffset", found.logStartOffset)
        errorMessage = reply.at("\(path).errorMessage", found.errorMessage)
        recordErrors = reply.at("\(path).recordErrors", found.recordErrors.map(\.batchIndex))
    }
}

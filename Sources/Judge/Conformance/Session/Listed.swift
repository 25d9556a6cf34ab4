// SPDX-License-Identifier: Apache-2.0

package import Messages

/// What a reply to ListOffsets says of one partition.
package struct Listed: Sendable {
    package let reply: Reply<ListOffsetsResponse>
    package let error: Observed<ErrorCode>
    package let offset: Observed<Int64>
    package let timestamp: Observed<Int64>
    package let leaderEpoch: Observed<Int32>

    package init(_ reply: Reply<ListOffsetsResponse>, partition: Int32) throws {
        self.reply = reply
        let (_, topic) = try reply.only(reply.message.topics, at: "topics", "the topic")
        let (index, found) = try reply.only(
            topic.partitions, at: "topics[0].partitions", "partition \(partition)"
        ) { $0.partitionIndex == partition }
        let path = "topics[0].partitions[\(index)]"
        error = reply.error("\(path).errorCode", found.errorCode)
        offset = reply.at("\(path).offset", found.offset)
        timestamp = reply.at("\(path).timestamp", found.timestamp)
        leaderEpoch = reply.at("\(path).leaderEpoch", found.leaderEpoch)
    }
}

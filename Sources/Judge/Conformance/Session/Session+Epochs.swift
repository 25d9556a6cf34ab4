// SPDX-License-Identifier: Apache-2.0

import Client
package import Messages
import Results

/// What a reply to OffsetForLeaderEpoch says of one partition.
package struct EpochEnd: Sendable {
    package let error: Observed<ErrorCode>
    package let epoch: Observed<Int32>
    package let endOffset: Observed<Int64>

    /// Finds a partition of the only topic; a reply without it fails the case.
    package init(_ reply: Reply<OffsetForLeaderEpochResponse>, partition: Int32) throws {
        let (_, topic) = try reply.only(reply.message.topics, at: "topics", "the topic")
        let (index, found) = try reply.only(
            topic.partitions, at: "topics[0].partitions", "partition \(partition)"
        ) { $0.partition == partition }
        let path = "topics[0].partitions[\(index)]"
        error = reply.error("\(path).errorCode", found.errorCode)
        epoch = reply.at("\(path).leaderEpoch", found.leaderEpoch)
        endOffset = reply.at("\(path).endOffset", found.endOffset)
    }
}

extension ApiUse {
    /// OffsetForLeaderEpoch as consumers speak it; older versions are between brokers.
    static let leaderEpochs = ApiUse(.offsetForLeaderEpoch, 2...Int16.max)
}

extension Session {
    /// The epoch of a partition's leader, as Metadata tells it; -1 when it does not.
    package func leaderEpoch(of topic: Topic) async throws -> Int32 {
        let reply = try await metadata(of: [topic.name])
        return reply.message.topics.first?.partitions.first?.leaderEpoch ?? -1
    }

    /// What OffsetForLeaderEpoch says of one epoch.
    package func epochEnd(
        _ topic: Topic, partition: Int32 = 0, of epoch: Int32, current: Int32 = -1,
        version: Int16? = nil
    ) async throws -> EpochEnd {
        let request = OffsetForLeaderEpochRequest.with { request in
            request.replicaId = -1
            request.topics = [
                .with { entry in
                    entry.topic = topic.name
                    entry.partitions = [
                        .with {
                            $0.partition = partition
                            $0.currentLeaderEpoch = current
                            $0.leaderEpoch = epoch
                        }
                    ]
                }
            ]
        }
        let reply = try await call(request, version: version, leaderOf: topic, partition)
        return try EpochEnd(reply, partition: partition)
    }
}

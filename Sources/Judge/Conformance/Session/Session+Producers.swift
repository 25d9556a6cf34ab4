// SPDX-License-Identifier: Apache-2.0

import Client
package import Messages
import Results

extension ApiUse {
    /// What cases of idempotent producers speak.
    static let idempotence: [ApiUse] = [ApiUse(.initProducerId), .produce, .listOffsets, .fetch]
}

extension Session {
    /// A producer id, waiting for a coordinator that is still loading.
    package func producer() async throws -> (
        id: Int64, epoch: Int16, reply: Reply<InitProducerIdResponse>
    ) {
        try await eventually("a producer id", within: .seconds(10)) {
            let reply = try await call(
                InitProducerIdRequest.with {
                    $0.transactionalId = nil
                    $0.transactionTimeoutMs = 60_000
                })
            let error = ErrorCode(rawValue: reply.message.errorCode)
            if error.isRetriable { return nil }
            guard error == .none else {
                throw Finding(
                    what: "InitProducerId", expected: "no error", actual: error.description,
                    at: reply.sighting("errorCode"))
            }
            return (reply.message.producerId, reply.message.producerEpoch, reply)
        }
    }

    /// Whether the leader of a topic's first partition knows a producer.
    package func isKnown(producer id: Int64, in topic: Topic) async throws -> Bool {
        let reply = try await call(
            DescribeProducersRequest.with {
                $0.topics = [
                    .with {
                        $0.name = topic.name
                        $0.partitionIndexes = [0]
                    }
                ]
            }, leaderOf: topic, 0)
        let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)
        let (_, partition) = try reply.only(
            entry.partitions, at: "topics[0].partitions", "partition 0")
        guard partition.errorCode == 0 else {
            throw Finding(
                what: "DescribeProducers", expected: "no error",
                actual: ErrorCode(rawValue: partition.errorCode).description,
                at: reply.sighting("topics[0].partitions[0].errorCode"))
        }
        return partition.activeProducers.contains { $0.producerId == id }
    }

    /// A batch of one record for each value, sent by a producer.
    package func batch(
        _ values: String..., id: Int64, epoch: Int16 = 0, sequence: Int32
    ) -> BatchDraft {
        var draft = BatchDraft(records(values))
        draft.producerId = id
        draft.producerEpoch = epoch
        draft.baseSequence = sequence
        return draft
    }
}

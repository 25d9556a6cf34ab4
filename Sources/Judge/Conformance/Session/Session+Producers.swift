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

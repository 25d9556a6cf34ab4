// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Knows no epoch of a topic any more once records of it were deleted.
final class ForgottenEpochHandler: PassingHandler {
    private var forgotten: Set<String> = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        if let request = Query(frame)?.message(DeleteRecordsRequest.self) {
            forgotten.formUnion(request.topics.map(\.name))
        }
        return inner.handle(frame, from: connection, now: now).map { effect in
            guard let reply = effect.reply else { return effect }
            return .reply(
                effect.connection, reply.changed(OffsetForLeaderEpochResponse.self, emptied))
        }
    }

    private func emptied(_ answer: inout OffsetForLeaderEpochResponse) {
        for topic in answer.topics.indices where forgotten.contains(answer.topics[topic].topic) {
            for part in answer.topics[topic].partitions.indices {
                answer.topics[topic].partitions[part].leaderEpoch = -1
                answer.topics[topic].partitions[part].endOffset = -1
            }
        }
    }
}

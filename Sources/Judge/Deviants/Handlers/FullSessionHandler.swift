// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Tells a session of every partition it was begun with, changed or not.
final class FullSessionHandler: PassingHandler {
    private var beginnings: [Int32: FetchResponse] = [:]

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        inner.handle(frame, from: connection, now: now).map { completed($0) }
    }

    override func tick(now: Int64) -> [Effect] {
        inner.tick(now: now).map { completed($0) }
    }

    private func completed(_ effect: Effect) -> Effect {
        guard case .reply(let connection, let reply) = effect,
            let answer = reply.message(FetchResponse.self), answer.sessionId > 0
        else { return effect }
        guard let beginning = beginnings[answer.sessionId] else {
            beginnings[answer.sessionId] = answer
            return effect
        }
        return .reply(
            connection, reply.changed(FetchResponse.self) { $0.complete(from: beginning) })
    }
}

extension FetchResponse {
    /// Adds the partitions of `other` that are missing, without records.
    fileprivate mutating func complete(from other: FetchResponse) {
        for topic in other.responses {
            let place = responses.firstIndex {
                $0.topic == topic.topic && $0.topicId == topic.topicId
            }
            var known = place.map { responses[$0] } ?? topic
            if place == nil { known.partitions = [] }
            for var partition in topic.partitions
            where !known.partitions.contains(where: {
                $0.partitionIndex == partition.partitionIndex
            }) {
                partition.records = .empty
                known.partitions.append(partition)
            }
            if let place { responses[place] = known } else { responses.append(known) }
        }
    }
}

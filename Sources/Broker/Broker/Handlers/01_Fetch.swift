// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    /// Fetch: what is there at once if it suffices, else when it does or when time is up.
    func fetch(_ request: FetchRequest, _ context: RequestContext) -> Outcome {
        let items = FetchItem.items(of: request, version: context.version)
        guard let bound = ReadBound(isolationLevel: request.isolationLevel) else {
            return refuse(items, .unknownServerError, topLevel: .unknownServerError, context)
        }
        let scope: FetchPlan.Scope
        switch scopeOfSession(request, items, context) {
        case .success(let found): scope = found
        case .failure(let refusal):
            return .reply(
                FetchResponseWriter.reply(FetchAnswer(errorCode: refusal.code), to: context))
        }
        if request.asksAsReplica {
            // A lone broker has no followers.
            return refuse(items, .notLeaderOrFollower, topLevel: .none, context)
        }
        let bytesMax = min(Int(request.maxBytes), config.fetchBytesMax)
        let plan = FetchPlan(
            items: scope.items ?? items, scope: scope, bound: bound, bytesMax: bytesMax,
            bytesMin: min(Int(request.minBytes), bytesMax))
        let reading = read(plan)
        if reading.isEnough(for: plan) || request.maxWaitMs <= 0 || !reading.hasPartition {
            return .reply(reply(reading, plan, context))
        }
        purgatory.park(
            ParkedFetch(
                context: context, plan: plan, deadline: context.now + Int64(request.maxWaitMs),
                partitions: partitions(of: plan)))
        return .parked
    }

    /// Answers the parked fetches that appends have made worth answering.
    func wakeFetches(now: Int64) -> [Effect] {
        purgatory.takeWoken().compactMap { fetch in
            let reading = read(fetch.plan)
            guard reading.isEnough(for: fetch.plan) || !reading.hasPartition else { return nil }
            purgatory.remove(fetch.context.connection)
            return .reply(fetch.context.connection, reply(reading, fetch.plan, fetch.context))
        }
    }

    /// The answer to a parked fetch as things stand.
    func complete(_ fetch: ParkedFetch) -> Reply {
        reply(read(fetch.plan), fetch.plan, fetch.context)
    }

    private func reply(
        _ reading: FetchReading, _ plan: FetchPlan, _ context: RequestContext
    ) -> Reply {
        var answer = FetchAnswer(partitions: reading.answers)
        switch plan.scope {
        case .full: break
        case .newSession:
            let session = sessions.make(
                usesTopicIds: context.version >= 13, items: plan.items, now: context.now,
                random: &random)
            if let session {
                answer.sessionId = session.id
                session.begin(with: reading.answers)
            }
        case .changes(let session):
            answer.sessionId = session.id
            answer.partitions = session.changes(in: reading.answers)
        }
        return FetchResponseWriter.reply(answer, to: context)
    }

    private func refuse(
        _ items: [FetchItem], _ error: ErrorCode, topLevel: ErrorCode, _ context: RequestContext
    ) -> Outcome {
        let answer = FetchAnswer(
            errorCode: topLevel,
            partitions: items.map {
                FetchPartitionAnswer($0.key, error: error, abortedTransactions: [])
            })
        return .reply(FetchResponseWriter.reply(answer, to: context))
    }

    private func partitions(of plan: FetchPlan) -> [Partition] {
        plan.items.compactMap { topics[$0.key.topic]?.partition($0.key.partition) }
    }

    // MARK: Sessions

    private struct SessionRefusal: Error {
        let code: ErrorCode
    }

    /// Which session the request goes on with, begins or does without (KIP-227).
    private func scopeOfSession(
        _ request: FetchRequest, _ items: [FetchItem], _ context: RequestContext
    ) -> Result<FetchPlan.Scope, SessionRefusal> {
        guard context.version >= 7 else { return .success(.full) }
        if request.sessionEpoch == 0 || request.sessionEpoch == -1 {
            sessions.remove(request.sessionId)
            return .success(request.sessionEpoch == 0 ? .newSession : .full)
        }
        guard request.sessionId != 0, let session = sessions[request.sessionId] else {
            return .failure(SessionRefusal(code: .fetchSessionIdNotFound))
        }
        if session.nextEpoch != request.sessionEpoch {
            return .failure(SessionRefusal(code: .invalidFetchSessionEpoch))
        }
        if session.usesTopicIds != (context.version >= 13) {
            return .failure(SessionRefusal(code: .fetchSessionTopicIdError))
        }
        session.update(
            adding: items, forgetting: Self.forgotten(request, version: context.version),
            now: context.now)
        if session.count == 0 {
            sessions.remove(session.id)
            return .success(.full)
        }
        return .success(.changes(session))
    }

    private static func forgotten(
        _ request: FetchRequest, version: Int16
    ) -> Set<FetchItem.Key> {
        var keys: Set<FetchItem.Key> = []
        for topic in request.forgottenTopicsData {
            let reference = TopicReference(name: topic.topic, id: topic.topicId, version: version)
            let hash = reference.hashValue
            for partition in topic.partitions {
                keys.insert(
                    FetchItem.Key(topic: reference, topicHash: hash, partition: partition))
            }
        }
        return keys
    }
}

extension FetchReading {
    /// Whether the client need not wait for more.
    fileprivate func isEnough(for plan: FetchPlan) -> Bool {
        isUrgent || recordBytes >= plan.bytesMin
    }
}

extension FetchPlan.Scope {
    /// The partitions a session brings along.
    fileprivate var items: [FetchItem]? {
        if case .changes(let session) = self { session.items } else { nil }
    }
}

extension FetchRequest {
    /// Followers name themselves in a field of their own from version 15 on.
    fileprivate var asksAsReplica: Bool { replicaId >= 0 || (replicaState?.replicaId ?? -1) >= 0 }
}

extension ReadBound {
    /// Nil for a number that names no level.
    init?(isolationLevel: Int8) {
        switch isolationLevel {
        case 0: self = .highWatermark
        case 1: self = .lastStable
        default: return nil
        }
    }
}

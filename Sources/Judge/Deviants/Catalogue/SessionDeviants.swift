// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Brokers whose fetch sessions are wrong (KIP-227).
enum SessionDeviants {
    static let all: [Deviant] = [
        Deviant(
            "session-begins-empty",
            rule: "The fetch that begins a session is told of every partition it names",
            breach: "is told of none",
            killedBy: ["fetch/session-create"],
            .answering(FetchRequest.self) { answer, request, _ in
                if request.sessionEpoch == 0 { answer.responses = [] }
            }),
        Deviant(
            "sessionless-tells-news-only",
            rule: "A fetch without a session is told of every partition it names",
            breach: "is told of those with records only",
            killedBy: ["fetch/sessionless"],
            .answering(FetchRequest.self) { answer, request, _ in
                guard request.sessionEpoch == -1, request.sessionId == 0 else { return }
                for topic in answer.responses.indices {
                    answer.responses[topic].partitions.removeAll { ($0.records ?? .empty).isEmpty }
                }
                answer.responses.removeAll { $0.partitions.isEmpty }
            }),
        Deviant(
            "session-tells-everything",
            rule: "A fetch that goes on with a session is told what changed only",
            breach: "is told of every partition of the session",
            killedBy: ["fetch/session-incremental"],
            .handler(FullSessionHandler.init)),
        Deviant(
            "session-never-forgets",
            rule: "A partition that was taken out of a session is told of no longer",
            breach: "keeps it",
            killedBy: ["fetch/session-forget"],
            .asking(FetchRequest.self) { request, _ in request.forgottenTopicsData = [] }),
        Deviant(
            "session-keeps-position",
            rule: "A session goes on from the position it was last told",
            breach: "goes on from the first one",
            killedBy: ["fetch/session-update-offset"],
            .asking(FetchRequest.self) { request, _ in
                if request.sessionEpoch > 0 { request.topics = [] }
            }),
        Deviant(
            "session-epoch-unchecked",
            rule: "A wrong session epoch is INVALID_FETCH_SESSION_EPOCH",
            breach: "goes on with the session",
            killedBy: ["fetch/session-bad-epoch"],
            .recodingSession(.invalidFetchSessionEpoch)),
        Deviant(
            "session-unknown-accepted",
            rule: "A session id nobody knows is FETCH_SESSION_ID_NOT_FOUND",
            breach: "is answered as if nothing had changed",
            killedBy: ["fetch/session-unknown-id"],
            .recodingSession(.fetchSessionIdNotFound)),
        Deviant(
            "session-mixes-ids-and-names",
            rule: "A session begun with names is not gone on with by ids",
            breach: "is answered as if nothing had changed",
            killedBy: ["fetch/session-mix-id-name"],
            .recodingSession(.fetchSessionTopicIdError)),
        Deviant(
            "session-tells-errors-once",
            rule: "A session repeats a partition's error until it is cured",
            breach: "tells it once",
            killedBy: ["fetch/session-error-partition-kept"],
            .answering(FetchRequest.self) { answer, request, _ in
                guard request.sessionEpoch > 0 else { return }
                for topic in answer.responses.indices {
                    answer.responses[topic].partitions.removeAll { $0.errorCode != 0 }
                }
                answer.responses.removeAll { $0.partitions.isEmpty }
            }),
        Deviant(
            "session-not-closed",
            rule: "Epoch -1 with a session id ends the session",
            breach: "keeps the session",
            killedBy: ["fetch/session-close"],
            .asking(FetchRequest.self) { request, _ in
                if request.sessionEpoch == -1 { request.sessionId = 0 }
            }),
    ]
}

extension Fault {
    /// A refusal of the session is told as an answer in which nothing changed.
    fileprivate static func recodingSession(_ error: ErrorCode) -> Fault {
        answering(FetchRequest.self) { answer, request, _ in
            guard answer.errorCode == error.rawValue else { return }
            answer.errorCode = ErrorCode.none.rawValue
            answer.sessionId = request.sessionId
        }
    }
}

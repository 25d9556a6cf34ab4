// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages

/// Brokers that do not know where leader epochs end (KIP-101, KIP-320).
enum EpochDeviants {
    static let all: [Deviant] = ends + answers

    private static let ends: [Deviant] = [
        Deviant(
            "epoch-ends-at-last-record",
            rule: "The current epoch ends where the log does",
            breach: "ends it at the last record",
            killedBy: ["ole/basic", "ole/grows", "ole/current-epoch"],
            .eachEpoch { answer, _, _ in
                answer.endOffset = min(answer.endOffset, max(0, answer.endOffset - 1))
            }),
        Deviant(
            "epoch-ends-at-log-end",
            rule: "A past epoch ends where the next one begins",
            breach: "ends every epoch where the log does",
            killedBy: ["ole/past-epoch", "ole/gap-epoch"],
            .ending { log, epoch in
                log.endOffset(ofEpoch: epoch).map { ($0.epoch, log.logEndOffset) }
            }),
        Deviant(
            "epoch-echoed",
            rule: "An epoch in which nothing was written is answered with the one before",
            breach: "answers with the epoch that was asked for",
            killedBy: ["ole/gap-epoch"],
            .ending { log, epoch in log.endOffset(ofEpoch: epoch).map { (epoch, $0.endOffset) } }),
        Deviant(
            "epoch-forgotten-with-records",
            rule: "An epoch whose records were deleted still ends where it did",
            breach: "forgets the epochs of a topic that records were deleted of",
            killedBy: ["ole/after-delete-records"],
            .handler(ForgottenEpochHandler.init)),
    ]

    private static let answers: [Deviant] = [
        Deviant(
            "future-epoch-known",
            rule: "An epoch that has not come yet has no end",
            breach: "ends it at 0",
            killedBy: ["ole/future-epoch"],
            .eachEpoch { answer, asked, _ in
                guard answer.errorCode == 0, answer.endOffset < 0 else { return }
                answer.leaderEpoch = asked.leaderEpoch
                answer.endOffset = 0
            }),
        Deviant(
            "epoch-fence-missing",
            rule: "A current epoch other than the leader's is refused",
            breach: "does not look at it",
            killedBy: ["ole/fence", "ole/fence-old"],
            .asking(OffsetForLeaderEpochRequest.self) { request, _ in
                for topic in request.topics.indices {
                    for part in request.topics[topic].partitions.indices {
                        request.topics[topic].partitions[part].currentLeaderEpoch = -1
                    }
                }
            }),
        Deviant(
            "epoch-fence-too-strict",
            rule: "The leader's own epoch is let through",
            breach: "refuses every current epoch",
            killedBy: ["ole/current-epoch"],
            .eachEpoch { answer, asked, _ in
                guard asked.currentLeaderEpoch >= 0 else { return }
                answer.errorCode = ErrorCode.fencedLeaderEpoch.rawValue
            }),
        Deviant(
            "epoch-version-2-empty",
            rule: "OffsetForLeaderEpoch gives the same end in every version",
            breach: "gives 0 in version 2",
            killedBy: ["ole/each-version"],
            .eachEpoch { answer, _, version in if version == 2 { answer.endOffset = 0 } }),
        Deviant(
            "epoch-of-unknown",
            rule: "OffsetForLeaderEpoch of what is not there is UNKNOWN_TOPIC_OR_PARTITION",
            breach: "answers without an error",
            killedBy: ["ole/unknown-topic", "ole/unknown-partition"],
            .eachEpoch { answer, _, _ in
                if answer.errorCode == ErrorCode.unknownTopicOrPartition.rawValue {
                    answer.errorCode = 0
                }
            }),
    ]
}

extension Fault {
    /// Every partition of an answer to OffsetForLeaderEpoch is told otherwise.
    fileprivate static func eachEpoch(
        _ edit:
            @escaping @Sendable (
                inout OffsetForLeaderEpochResponse.EpochEndOffset,
                OffsetForLeaderEpochRequest.OffsetForLeaderPartition, _ version: Int16
            ) -> Void
    ) -> Fault {
        answering(OffsetForLeaderEpochRequest.self) { answer, request, version in
            for topic in answer.topics.indices {
                let name = answer.topics[topic].topic
                let asked = request.topics.first { $0.topic == name }?.partitions ?? []
                for part in answer.topics[topic].partitions.indices {
                    let index = answer.topics[topic].partitions[part].partition
                    guard let wanted = asked.first(where: { $0.partition == index }) else {
                        continue
                    }
                    edit(&answer.topics[topic].partitions[part], wanted, version)
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Records

/// Brokers that take producer ids and sequence numbers wrongly (KIP-98).
enum IdempotenceDeviants {
    static let all: [Deviant] = [
        Deviant(
            "producer-id-shared",
            rule: "Every producer is given an id of its own",
            breach: "gives all of them the same",
            killedBy: ["idem/init-pid"],
            .answering(InitProducerIdRequest.self) { answer, _, _ in
                if answer.errorCode == 0 { answer.producerId = 1 }
            }),
        Deviant(
            "sequences-passed-over",
            rule: "A batch that was sent before or out of turn is not stored",
            breach: "stores every batch it is sent",
            killedBy: [
                "idem/dup-last", "idem/dup-within-5", "idem/dup-older-than-5", "idem/gap",
                "idem/epoch-old", "idem/epoch-new-seq-nonzero", "idem/dup-partial-overlap",
                "idem/dup-batch-of-many", "idem/sequence-counts-records",
                "idem/not-in-log-on-45", "idem/five-in-flight",
            ],
            .storing { $0.withoutProducer }),
        Deviant(
            "duplicate-window-one",
            rule: "Any of a producer's last five batches is known when it is sent again",
            breach: "knows the last one only",
            killedBy: ["idem/dup-within-5"],
            .logs { ShortMemoryLog($0) }),
        Deviant(
            "sequence-never-wraps",
            rule: "After sequence 2147483647 comes 0",
            breach: "refuses it",
            killedBy: ["idem/wrap"],
            .logs { UnwrappedLog($0) }),
        Deviant(
            "producer-epoch-fixed",
            rule: "A newer epoch of a producer begins again at sequence 0",
            breach: "refuses every epoch but the first",
            killedBy: ["idem/epoch-new-seq0"],
            .logs { FirstEpochLog($0) }),
        Deviant(
            "count-lost-in-wrapping-batch",
            rule: "A batch may cross sequence 2147483647",
            breach: "does not know what comes after one that does",
            killedBy: ["idem/wrap-inside-batch"],
            .logs { LostWrapLog($0) }),
        Deviant(
            "one-producer-remembered",
            rule: "Producers of one partition have sequences of their own",
            breach: "knows the one that wrote last",
            killedBy: ["idem/per-producer"],
            .logs { log in
                ForgettingLog(log) { log, batch, _ in
                    guard case .batch(let last)? = log.batches(from: log.logStartOffset).last
                    else { return false }
                    return last.producerId != batch.number(at: BatchLayout.producerId)
                }
            }),
        Deviant(
            "producers-forgotten-with-records",
            rule: "A producer whose records were deleted is still known",
            breach: "forgets it with them",
            killedBy: ["idem/state-survives-delete-records"],
            .logs { log in
                ForgettingLog(log) { log, _, result in result.lastOffset < log.logStartOffset }
            }),
        Deviant(
            "expired-producer-refused",
            rule: "A producer whose state has expired may go on at any sequence",
            breach: "refuses it until it begins again at 0",
            killedBy: ["idem/state-expiry"],
            .logs { LongMemoryLog($0) }),
        Deviant(
            "sequences-across-partitions",
            rule: "Every partition has sequences of its own",
            breach: "refuses a first sequence that another partition has seen",
            killedBy: ["idem/per-partition"],
            .engine { SharedSequenceEngine($0) }),
    ]
}

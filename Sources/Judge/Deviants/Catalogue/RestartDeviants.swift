// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Records

/// Brokers that do not come back as they went.
enum RestartDeviants {
    static let all: [Deviant] = [
        Deviant(
            "last-batch-lost-at-restart",
            rule: "What was acknowledged is there after a restart, and its offset is not reused",
            breach: "forgets the last batch of each log",
            killedBy: ["off/no-reuse-restart"],
            .foundLogs { log in
                if case .batch(let last)? = log.batches(from: log.logStartOffset).last {
                    try? log.truncate(to: last.baseOffset)
                }
                return log
            }),
        Deviant(
            "empty-log-restarts-at-zero",
            rule: "A log that was emptied goes on where it was after a restart",
            breach: "begins at 0 again",
            killedBy: ["off/no-reuse-empty-restart"],
            .foundLogs { log in
                // Where the log began may be lost with the broker, and records be back.
                try? log.truncateFully(startingAt: 0)
                return log
            }),
        Deviant(
            "producers-forgotten-at-restart",
            rule: "A producer is known after a restart",
            breach: "stores its last batch once more",
            killedBy: ["idem/state-survives-restart"],
            .foundLogs { ForgettingLog($0) { _, _, _ in true } }),
        Deviant(
            "producer-ids-reused-at-restart",
            rule: "A producer id is given out once, restarts or not",
            breach: "counts from 0 again",
            killedBy: ["idem/new-id-after-restart"],
            .handler(CountedIdsHandler.init)),
        Deviant(
            "configs-forgotten-at-restart",
            rule: "A topic keeps its configs over a restart",
            breach: "goes on with the defaults",
            killedBy: ["topic/survives-restart"],
            .foundLogs { ConfiguredLog($0) { $0 = LogConfig() } }),
    ]
}

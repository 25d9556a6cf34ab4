// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

/// What Fetch answers for one partition; numbers are -1 where nothing is known.
struct FetchPartitionAnswer: Sendable {
    /// Where the client's log leaves ours (KIP-595).
    struct EpochEnd: Hashable, Sendable {
        let epoch: Int32
        let endOffset: Int64
    }

    let key: FetchItem.Key
    var errorCode = ErrorCode.none
    var highWatermark: Int64 = -1
    var lastStableOffset: Int64 = -1
    var logStartOffset: Int64 = -1
    var divergingEpoch: EpochEnd?
    /// Nil: none were asked for.
    var abortedTransactions: [AbortedTransaction]?
    /// The stored bytes; nil for none.
    var records: FileRegion?

    var recordBytes: Int { records?.count ?? 0 }

    init(_ key: FetchItem.Key) {
        self.key = key
    }

    /// A refusal; `abortedTransactions` is empty where the partition is unknown, as Kafka has it.
    init(
        _ key: FetchItem.Key, error: ErrorCode, abortedTransactions: [AbortedTransaction]? = nil
    ) {
        self.key = key
        errorCode = error
        self.abortedTransactions = abortedTransactions
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// How old a record claims to be, against a `retention.ms` of half a minute.
enum Age {
    /// Written at the beginning of the case; stays for longer than the case lasts.
    case fresh
    /// A minute old, and older than any run is long.
    case old
    /// A month old: beyond Kafka's default retention too.
    case ancient

    static let retention = ["retention.ms": "30000", "segment.ms": "1000"]

    /// In milliseconds since 1970; `index` keeps the records of a log apart.
    func time(_ index: Int, _ session: Session) -> Int64 {
        let start = session.baseTime + 2000 * Int64(index)
        return switch self {
        case .fresh: session.baseTime + 60_000 + Int64(index)
        case .old: start - 60_000
        case .ancient: start - 30 * 24 * 3_600_000
        }
    }
}

extension Session {
    /// A topic whose records have these ages; with `segment.ms` 1000 those that lie more than a
    /// second apart have segments of their own.
    ///
    /// The values are `v0`, `v1` and so on.
    func agedTopic(
        _ ages: [Age], configs: [String: String] = Age.retention
    ) async throws -> Topic {
        let topic = try await createTopic(configs: configs)
        for (index, age) in ages.enumerated() {
            try await append(
                BatchDraft([
                    Record(key: "k\(index)", value: "v\(index)", timestamp: age.time(index, self))
                ]), to: topic)
        }
        return topic
    }

    /// Waits until retention has looked at every log at least once: what it leaves alone
    /// afterwards it means to keep.
    ///
    /// The round that empties the second sentinel began after the one that emptied the first, and
    /// that one has seen every log older than its sentinel.
    func retentionRound(_ housekeeper: Housekeeper) async throws {
        for _ in 0..<2 {
            let sentinel = try await agedTopic([.old, .fresh])
            _ = try await housekeeper.awaits("retention of an expired segment") {
                try await startOffset(sentinel) == 1 ? true : nil
            }
        }
    }
}

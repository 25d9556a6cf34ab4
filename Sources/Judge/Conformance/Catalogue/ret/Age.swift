// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// How old a record claims to be, against a `retention.ms` of half a minute.
enum Age {
    /// Ten minutes ahead, which brokers take by default: does not expire while a case waits.
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
        case .fresh: session.baseTime + 11 * 60_000 + Int64(index)
        case .old: start - 60_000
        case .ancient: start - 30 * 24 * 3_600_000
        }
    }
}

extension Session {
    /// A topic whose records have these ages; with `segment.ms` 1000 those that lie more than a
    /// second apart have segments of their own.
    ///
    /// The values are `v0`, `v1` and so on; `padding` bytes of noise stand in a header of each.
    func agedTopic(
        _ ages: [Age], configs: [String: String] = Age.retention, padding: Int = 0
    ) async throws -> Topic {
        let topic = try await createTopic(configs: configs)
        for (index, age) in ages.enumerated() {
            var record = Record(
                key: "k\(index)", value: "v\(index)", timestamp: age.time(index, self))
            if padding > 0 {
                record.headers = [
                    Record.Header(
                        key: ByteSlice(utf8: "padding"), value: noise(padding, salt: index))
                ]
            }
            try await append(BatchDraft([record]), to: topic)
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

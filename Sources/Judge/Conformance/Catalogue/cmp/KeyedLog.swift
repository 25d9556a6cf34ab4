// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// A record of a compacted topic as cases write and read it: `k=v`, `k=null` for a tombstone.
struct KeyedValue: Hashable, Sendable, CustomStringConvertible {
    let key: String
    let value: String?

    init(_ key: String, _ value: String?) {
        self.key = key
        self.value = value
    }

    init(_ record: Record) {
        key = record.key?.text ?? "null"
        value = record.value?.text
    }

    var description: String { "\(key)=\(value ?? "null")" }
}

/// What cases of compaction arrange and wait for.
enum KeyedLog {
    /// The cleaner comes as soon as there is anything to clean, whatever the cluster's defaults.
    static let configs = [
        "cleanup.policy": "compact", "segment.ms": "1000", "min.cleanable.dirty.ratio": "0.001",
        "min.compaction.lag.ms": "0",
    ]

    static let uses: [ApiUse] = [.createTopics, .produce, .listOffsets, .fetch]
}

extension Session {
    /// The time of the `index`-th batch: two seconds apart, and a segment is closed after one.
    func segmentTime(_ index: Int) -> Int64 { baseTime + 2000 * Int64(index) }

    /// Appends each batch to a segment of its own; the last one's stays the active segment.
    ///
    /// A batch's records all have its time.
    func appendSegments(
        _ batches: [[KeyedValue]], to topic: Topic, from first: Int = 0,
        codec: CompressionCodec = .none
    ) async throws {
        for (index, batch) in batches.enumerated() {
            var draft = BatchDraft(
                batch.map { entry in
                    Record(
                        key: entry.key, value: entry.value,
                        timestamp: segmentTime(first + index))
                })
            draft.codec = codec
            try await append(draft, to: topic)
        }
    }

    /// A compacted topic with these batches, and an active segment that holds one record of key
    /// `head`, so that all the others can be cleaned.
    func keyedTopic(
        _ batches: [[KeyedValue]], configs: [String: String] = [:],
        codec: CompressionCodec = .none
    ) async throws -> Topic {
        let topic = try await createTopic(
            configs: KeyedLog.configs.merging(configs) { $1 })
        try await appendSegments(batches, to: topic, codec: codec)
        try await appendSegments([[KeyedValue("head", "h")]], to: topic, from: batches.count)
        return topic
    }

    /// What the log holds, from its beginning.
    func keyedRecords(_ topic: Topic) async throws -> [Record] {
        try await readAll(topic, from: try await startOffset(topic))
    }

    /// Waits until the log holds exactly as many records as `count` says and returns them.
    func cleaned(
        _ topic: Topic, to count: Int, _ cleaner: Housekeeper
    ) async throws -> [Record] {
        try await cleaner.awaits("superseded records gone, \(count) left") {
            let records = try await keyedRecords(topic)
            return records.count <= count ? records : nil
        }
    }

    /// Waits until the cleaner has looked at every log at least once, as `retentionRound` does.
    func cleaningRound(_ cleaner: Housekeeper, times: Int = 2) async throws {
        for _ in 0..<times {
            let sentinel = try await keyedTopic([
                [KeyedValue("k", "old")], [KeyedValue("k", "new")],
            ])
            _ = try await cleaned(sentinel, to: 2, cleaner)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Searches by time in a log whose first segment Kafka's cleaner has emptied.
@Suite(.serialized, .needs(Needs.kafka), .timeLimit(.minutes(3)))
struct EmptiedSegmentTests {
    private let partition = TopicPartition(topic: "emptied", partition: 0)

    /// What Kafka finds there, and why this engine does not do likewise.
    ///
    /// Kafka takes the time at which an empty file was written for the greatest timestamp of its
    /// segment (`LogSegment.largestTimestamp`), looks for the record there
    /// (`UnifiedLog.searchOffsetInLocalLog` takes the first segment that reaches the time) and says
    /// that there is none. A consumer is promised "the earliest offset whose timestamp is greater
    /// than or equal to the given timestamp" (KIP-79), and would go to the end of the log: a mistake
    /// of Kafka's, which this engine does not make.
    @Test(arguments: Kafka.releases)
    func `a search by time goes on behind a segment that compaction emptied`(
        release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let arguments = ["--data", folder.file("kafka"), "--set"]
        let began = WallClock.millis - 3_600_000
        // Cleaned in one go when all is there: several would put emptied segments together again.
        try await fill(release, arguments + ["log.cleaner.backoff.ms=600000"], from: began)
        let kafka = try await Kafka(
            release: release, arguments: arguments + ["log.cleaner.backoff.ms=100"])
        let wire = try KafkaWire(kafka.bootstrap)
        try await waitForCleaner(kafka.dataDirectory)
        let theirs = try await wire.account(of: partition)
        let first = try #require(
            try RecordSet.batches(in: theirs.bytes).first { $0.maxTimestamp >= began })
        #expect(theirs.latest > first.lastOffset)
        for time in [0, began] {
            let answer = try await wire.offset(of: partition, at: time)
            #expect(
                answer.offset == -1 && answer.timestamp == -1,
                "Kafka finds it now: let ours be compared with it")
        }
        await wire.close()
        try await kafka.stop()

        let engine = try OurEngine.open(kafka.dataDirectory)
        let log = try #require(engine.logs[partition])
        log.advanceHighWatermark(to: log.logEndOffset)
        for time in [0, began] {
            let found = try log.firstOffset(at: time, bound: .highWatermark)
            #expect(found?.timestamp == first.maxTimestamp)
            #expect(found?.offset == first.lastOffset)
        }
        #expect(try log.offsetOfMaxTimestamp()?.offset == theirs.maxTimestampOffset)
        try engine.close()
    }

    /// The same three keys over and over, a record a batch, a few batches a segment.
    private func fill(
        _ release: String, _ arguments: [String], from began: Int64
    ) async throws {
        let kafka = try await Kafka(release: release, arguments: arguments)
        let wire = try KafkaWire(kafka.bootstrap)
        let segment = release == "3.9.2" ? "segment.bytes" : "internal.segment.bytes"
        try await wire.create(
            partition.topic,
            configs: [
                segment: "1000", "cleanup.policy": "compact", "index.interval.bytes": "100",
                "min.cleanable.dirty.ratio": "0.0001",
            ])
        for index in 0..<40 {
            let record = Record(
                key: "key \(index % 3)", value: "\(String(repeating: "x", count: 200))",
                timestamp: began + Int64(index) * 1000)
            try await wire.produce(RecordBatchBuilder([record]), to: partition)
        }
        await wire.close()
        try await kafka.stop()
    }

    /// Waits until the cleaner notes how far it is, and sees that it emptied the first segment.
    private func waitForCleaner(_ directory: String) async throws {
        let checkpoint = "\(directory)/cleaner-offset-checkpoint"
        for _ in 0..<300 {
            let text = (try? String(contentsOfFile: checkpoint, encoding: .utf8)) ?? ""
            if text.contains("\(partition.topic) 0 ") { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        let first = "\(directory)/\(partition)/00000000000000000000.log"
        let size = try FileManager.default.attributesOfItem(atPath: first)[.size] as? Int
        #expect(size == 0, "Kafka did not empty the first segment")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// What a round of compaction leaves of messages of magic 0 and 1.
@Suite struct CleaningLegacyTests {
    private static let partition = TopicPartition(topic: "orders", partition: 0)

    /// As Kafka 4.4.0 left them of the same segments.
    private static let expected = """
        5…5 none at -1
        11…11 none to go at 1600000000011
        12…12 none at 1600000000012
        24…26 gzip at -1
        30…30 snappy appended at 1600000000099
        33…34 gzip to go at 1600000000034
        35…35 none at 1600000000035
        40…40 none at 1600000000040
        42…43 gzip at 1600000000043
        50…50 gzip at 1600000000050
        53…53 gzip at -1
        56…58 gzip to go at 1600000000058
        60…60 none to go at -1
        61…61 none to go at 1600000000061
        62…62 none at 1600000000062
        """

    private func open(_ path: String, _ clock: ManualClock) throws -> ReferenceLogEngine {
        var options = EngineOptions(clusterId: "cluster", nodeId: 1)
        options.config.cleanupPolicy = .compact
        options.config.deleteRetentionMillis = 60_000
        return try ReferenceLogEngine(
            directory: path, options: options, disk: PosixDisk(), clock: clock,
            random: SystemRandomSource())
    }

    private func batches(_ log: any PartitionLog) throws -> [RecordBatchView] {
        try RecordSet.batches(in: PartitionAccount(of: log).bytes).compactMap { stored in
            guard case .batch(let batch) = stored else { return nil }
            try batch.checkCRC()
            return batch
        }
    }

    private func describe(_ batch: RecordBatchView) throws -> String {
        let codec = try batch.codec()
        return "\(batch.baseOffset)…\(batch.lastOffset) \(codec)"
            + (batch.attributes.isLogAppendTime ? " appended" : "")
            + (batch.deleteHorizonMillis == nil ? "" : " to go") + " at \(batch.maxTimestamp)"
    }

    @Test func `What stays of old messages is written in magic 2`() throws {
        let folder = try TemporaryDirectory()
        let clock = ManualClock(1_700_000_000_000)
        let path = folder.file("logs")
        var engine = try open(path, clock)
        _ = try engine.create(
            Self.partition, topicId: .init(high: 1, low: 2), config: LogConfig())
        try engine.close()
        let legacy = try LegacyLog.made()
        try legacy.write(to: "\(path)/\(Self.partition)")
        engine = try open(path, clock)
        let log = try #require(engine.logs[Self.partition])
        log.advanceHighWatermark(to: log.logEndOffset)
        #expect(log.logEndOffset == legacy.end)
        try engine.clean(Self.partition)
        let found = try batches(log)
        let text = try found.map(describe).joined(separator: "\n")
        #expect(text == Self.expected)
        let records = try found.flatMap { try $0.records(using: RecordCodecs()) }
        let latest = records.map { "\($0.key?.text ?? "")=\($0.value?.text ?? "-")" }
        #expect(
            latest == [
                "first=kept", "d=-", "second=kept", "b=2", "g=1", "e=2", "j=-", "i=2", "f=2",
                "a=4", "c=3", "h=2", "x=1", "p=1", "z=2", "y=2", "q=-", "old=-", "timed=-",
                "last=1",
            ])
        // The tombstones go when their time is over, as those of any log.
        clock.advance(by: 100_000)
        try engine.clean(Self.partition)
        let values = try batches(log).flatMap { try $0.records(using: RecordCodecs()) }
        #expect(values.map(\.value).allSatisfy { $0 != nil })
        #expect(values.count == latest.count - 5)
        #expect(log.logEndOffset == legacy.end)
        try engine.close()
    }
}

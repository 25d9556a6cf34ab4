// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Deviants
import LogContract
import Records
import Testing

/// Wrappers around the storage engine, on a log that only keeps what it is given.
struct EngineTests {
    private let partition = TopicPartition(topic: "t", partition: 0)

    private struct Bench {
        let log: any PartitionLog
        let inner: FakeLog
    }

    private func bench(_ id: String, config: LogConfig = LogConfig()) throws -> Bench {
        let engine = FakeEngine()
        let deviant = try #require(DeviantCatalogue.deviant(id)).wrap(engine)
        let log = try deviant.create(partition, topicId: .zero, config: config)
        let inner = try #require(engine.logs[partition] as? FakeLog)
        #expect(deviant.logs[partition] === log)
        return Bench(log: log, inner: inner)
    }

    private func batch(_ change: (inout RecordBatchBuilder) -> Void = { _ in }) throws -> ByteSlice
    {
        var builder = RecordBatchBuilder([
            Record(
                key: "k", value: "v", headers: [.init("h", "1"), .init("h", "2")], timestamp: 5),
            Record(key: nil, value: nil, timestamp: 3),
        ])
        change(&builder)
        return try builder.build()
    }

    private func stored(_ id: String, _ records: ByteSlice) throws -> RecordBatchView {
        let bench = try bench(id)
        _ = try bench.log.append(records, origin: .client, leaderEpoch: 0)
        let view = try RecordBatchView(try #require(bench.inner.appended.first))
        try view.checkCRC()
        return view
    }

    @Test func `a damaged batch gets a checksum that fits`() throws {
        let view = try stored("crc-unchecked", try batch { $0.crc = 1 })
        #expect(view.recordCount == 2)
    }

    @Test func `a lying count is put right`() throws {
        let lie = try batch { $0.recordCount = 9 }
        #expect(try stored("record-count-unchecked", lie).recordCount == 2)
        let gap = try batch { $0.lastOffsetDelta = 9 }
        #expect(try stored("count-from-offsets", gap).lastOffsetDelta == 1)
    }

    @Test func `bytes behind the last record are cut off`() throws {
        let honest = try batch()
        let raw = ByteSlice(
            honest.dropFirst(BatchLayout.header).array + [0x55, 0x55])
        let view = try stored("trailing-bytes-in-batch-accepted", try batch { $0.rawRecords = raw })
        #expect(view.bytes == honest)
    }

    @Test func `contents are rebuilt with everything else kept`() throws {
        let records = try batch { $0.producerId = 4 }
        let bare = try stored("headers-dropped", records)
        #expect(bare.producerId == 4)
        #expect(try bare.records(using: RecordCodecs()).allSatisfy(\.headers.isEmpty))
        let single = try stored("headers-unique", records).records(using: RecordCodecs())
        #expect(single[0].headers == [.init("h", "2")])
        let emptied = try stored("null-value-emptied", records).records(using: RecordCodecs())
        #expect(emptied[1].value == .empty)
    }

    @Test func `another configuration is obeyed, also when it is set later`() throws {
        var config = LogConfig()
        config.messageBytesMax = 10
        let bench = try bench("message-bytes-unlimited", config: config)
        #expect(bench.inner.config.messageBytesMax == .max)
        bench.log.config = config
        _ = try bench.log.append(try batch(), origin: .client, leaderEpoch: 0)
    }

    @Test func `a refused batch leaves another in its place`() throws {
        var config = LogConfig()
        config.messageBytesMax = 75
        let bench = try bench("refused-batch-leaves-trace", config: config)
        #expect(throws: AppendRefusal.self) {
            try bench.log.append(try batch(), origin: .client, leaderEpoch: 0)
        }
        #expect(bench.log.logEndOffset == 1)
    }

    @Test func `a lagging high watermark follows with the next batch`() throws {
        let bench = try bench("produce-answer-late")
        for end: Int64 in 1...2 {
            _ = try bench.log.append(try batch(), origin: .client, leaderEpoch: 0)
            bench.log.advanceHighWatermark(to: end)
            #expect(bench.log.highWatermark == end - 1)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records
import TestSupport
import Testing

/// What a live Kafka says of the record with the greatest timestamp (ListOffsets -3) while it
/// stands in an open transaction: what the reference broker follows.
@Suite(.serialized, .needs(Needs.kafka), .timeLimit(.minutes(3)))
struct KafkaMaxTimestampTests {
    private let partition = TopicPartition(topic: "times", partition: 0)

    @Test(arguments: Kafka.releases)
    func `a reader of what is committed is told of none, not of the next`(
        release: String
    ) async throws {
        let kafka = try await Kafka(release: release)
        let wire = try KafkaWire(kafka.bootstrap)
        try await wire.create(partition.topic)
        let base = WallClock.millis - 100_000
        try await wire.produce(
            RecordBatchBuilder([Record(key: "k", value: "v", timestamp: base)]), to: partition)
        let (id, epoch) = try await wire.producer(transactionalId: "t")
        try await wire.add(partition, to: "t", id: id, epoch: epoch)
        var batch = RecordBatchBuilder([
            Record(key: "k", value: "v", timestamp: base + 1000)
        ])
        batch.producerId = id
        batch.producerEpoch = epoch
        batch.baseSequence = 0
        batch.isTransactional = true
        try await wire.produce(batch, to: partition, transactionalId: "t")

        #expect(try await wire.offset(of: partition, at: -3).offset == 1)
        #expect(try await wire.offset(of: partition, at: -3, committed: true).offset == -1)
        #expect(try await wire.offset(of: partition, at: base, committed: true).offset == 0)
        try await wire.end("t", id: id, epoch: epoch, committing: true)
        // The marker is written a moment later, and counts: it has a time of its own.
        while try await wire.offset(of: partition, at: -1, committed: true).offset < 3 {
            try await Task.sleep(for: .milliseconds(20))
        }
        for committed in [false, true] {
            let found = try await wire.offset(of: partition, at: -3, committed: committed)
            #expect(found.offset == 2)
        }
        await wire.close()
        try await kafka.stop()
    }
}

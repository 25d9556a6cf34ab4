// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import LogContract
import Messages
import Records

extension KafkaWire {
    /// Everything Kafka tells of a partition.
    func account(of partition: TopicPartition) async throws -> PartitionAccount {
        let earliest = try await offset(of: partition, at: -2).offset
        let latest = try await offset(of: partition, at: -1).offset
        var account = PartitionAccount(
            earliest: earliest, latest: latest,
            lastStable: try await offset(of: partition, at: -1, committed: true).offset,
            maxTimestampOffset: try await offset(of: partition, at: -3).offset,
            bytes: try await stored(in: partition, from: earliest, to: latest),
            aborted: try await aborted(in: partition, from: earliest),
            producers: try await producers(of: partition))
        for timestamp in try PartitionAccount.timestamps(in: account.bytes) {
            let found = try await offset(of: partition, at: timestamp)
            account.byTimestamp[timestamp] = [found.offset, found.timestamp]
        }
        return account
    }

    /// The whole batches that Kafka stores, byte for byte.
    private func stored(
        in partition: TopicPartition, from earliest: Int64, to latest: Int64
    ) async throws -> ByteSlice {
        var writer = ByteWriter(capacity: 1024)
        var offset = earliest
        while offset < latest {
            let page = try await fetch(partition, from: offset, committed: false)
            let before = offset
            for batch in try RecordSet.batches(in: page.records ?? .empty) {
                writer.write(batch.bytes)
                offset = batch.lastOffset + 1
            }
            // Compaction may have left nothing behind the last batch.
            if offset == before { break }
        }
        return writer.finish()
    }

    /// Transactions that a reader of everything must drop.
    private func aborted(
        in partition: TopicPartition, from earliest: Int64
    ) async throws -> Set<AbortedTransaction> {
        var found: Set<AbortedTransaction> = []
        var offset = earliest
        while true {
            let page = try await fetch(partition, from: offset, committed: true)
            for transaction in page.abortedTransactions ?? [] {
                found.insert(
                    AbortedTransaction(
                        producerId: transaction.producerId, firstOffset: transaction.firstOffset))
            }
            let last = try RecordSet.batches(in: page.records ?? .empty).last
            guard let last else { return found }
            offset = last.lastOffset + 1
        }
    }

    private func fetch(
        _ partition: TopicPartition, from offset: Int64, committed: Bool
    ) async throws -> FetchResponse.PartitionData {
        var entry = FetchRequest.FetchPartition()
        entry.partition = partition.partition
        entry.fetchOffset = offset
        entry.partitionMaxBytes = 50 << 20
        var topic = FetchRequest.FetchTopic()
        topic.topic = partition.topic
        topic.partitions = [entry]
        var request = FetchRequest()
        request.topics = [topic]
        request.maxBytes = 50 << 20
        request.isolationLevel = committed ? 1 : 0
        let answer = try await client.request(
            request, to: .leader(topic: partition.topic, partition: partition.partition),
            version: 12
        ).message
        let found = answer.responses.first?.partitions.first
        try Self.demand([found?.errorCode ?? -1], "reading \(partition) at \(offset)")
        return found ?? FetchResponse.PartitionData()
    }

    private func producers(of partition: TopicPartition) async throws -> [ProducerDescription] {
        var topic = DescribeProducersRequest.TopicRequest()
        topic.name = partition.topic
        topic.partitionIndexes = [partition.partition]
        var request = DescribeProducersRequest()
        request.topics = [topic]
        let answer = try await client.request(
            request, to: .leader(topic: partition.topic, partition: partition.partition),
            version: 0
        ).message
        let found = answer.topics.first?.partitions.first
        try Self.demand([found?.errorCode ?? -1], "producers of \(partition)")
        return (found?.activeProducers ?? []).map {
            ProducerDescription(
                producerId: $0.producerId, epoch: Int16(truncatingIfNeeded: $0.producerEpoch),
                lastSequence: $0.lastSequence, lastTimestamp: $0.lastTimestamp,
                coordinatorEpoch: $0.coordinatorEpoch,
                currentTransactionFirstOffset: $0.currentTxnStartOffset < 0
                    ? nil : $0.currentTxnStartOffset)
        }.sorted { $0.producerId < $1.producerId }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Messages
package import Records

/// Time stamps with a meaning in ListOffsets.
package enum TimeTarget {
    package static let latest: Int64 = -1
    package static let earliest: Int64 = -2
    package static let maxTimestamp: Int64 = -3
    package static let earliestLocal: Int64 = -4
    package static let latestTiered: Int64 = -5
}

extension Session {
    // MARK: records

    /// Records with these values, one millisecond apart, all a minute ago.
    package func records(_ values: [String], key: String? = nil) -> [Record] {
        values.enumerated().map { index, value in
            Record(key: key, value: value, timestamp: baseTime + Int64(index))
        }
    }

    /// A batch of records with these values.
    package func batch(_ values: String...) -> BatchDraft {
        BatchDraft(records(values))
    }

    /// A batch of `count` records whose values are `bytes` long and not compressible.
    package func batch(count: Int, bytes: Int) -> BatchDraft {
        BatchDraft(
            (0..<count).map { index in
                Record(value: noise(bytes, salt: index), timestamp: baseTime + Int64(index))
            })
    }

    // MARK: Produce

    /// A request with one entry for each of `parts`, in their order.
    package func produceRequest(
        _ parts: [(topic: Topic, partition: Int32, records: ByteSlice?)], acks: Int16 = -1
    ) -> ProduceRequest {
        .with { request in
            request.acks = acks
            request.timeoutMs = 10_000
            request.topicData = parts.map { part in
                .with { entry in
                    entry.name = part.topic.name
                    entry.topicId = part.topic.id
                    entry.partitionData = [
                        .with {
                            $0.index = part.partition
                            $0.records = part.records
                        }
                    ]
                }
            }
        }
    }

    /// Sends bytes as the records of one partition.
    package func produce(
        _ records: ByteSlice?, to topic: Topic, partition: Int32 = 0, acks: Int16 = -1,
        version: Int16? = nil, on link: Link? = nil
    ) async throws -> Produced {
        let request = produceRequest([(topic, partition, records)], acks: acks)
        let reply = try await call(
            request, version: version, on: link, leaderOf: topic, partition)
        return try Produced(reply, partition: partition)
    }

    /// Sends a batch.
    package func produce(
        _ batch: BatchDraft, to topic: Topic, partition: Int32 = 0, acks: Int16 = -1,
        version: Int16? = nil, on link: Link? = nil
    ) async throws -> Produced {
        try await produce(
            batch.encoded(), to: topic, partition: partition, acks: acks, version: version,
            on: link)
    }

    /// Arranges: the batch must be taken, and its base offset comes back.
    @discardableResult
    package func append(
        _ batch: BatchDraft, to topic: Topic, partition: Int32 = 0
    ) async throws -> Int64 {
        let reply = try await produce(batch, to: topic, partition: partition)
        guard reply.error.value == .none else {
            throw Finding(
                what: "an ordinary batch", expected: "to be appended",
                actual: reply.error.value.description, at: reply.error.sighting)
        }
        return reply.baseOffset.value
    }

    // MARK: Fetch

    /// A request for one partition; `change` sets what is unusual about it.
    package func fetchRequest(
        _ topic: Topic, partition: Int32 = 0, at offset: Int64,
        _ change: (inout FetchRequest) -> Void = { _ in }
    ) -> FetchRequest {
        fetchRequest([(topic, partition, offset)], change)
    }

    /// A request for several partitions in this order: answers at once, 1 MiB a partition.
    package func fetchRequest(
        _ parts: [(topic: Topic, partition: Int32, offset: Int64)],
        partitionMaxBytes: Int32 = 1 << 20, _ change: (inout FetchRequest) -> Void = { _ in }
    ) -> FetchRequest {
        .with { request in
            request.replicaId = -1
            request.maxWaitMs = 500
            request.minBytes = 0
            request.maxBytes = 50 << 20
            request.sessionEpoch = -1
            request.topics = parts.map { part in
                .with { entry in
                    entry.topic = part.topic.name
                    entry.topicId = part.topic.id
                    entry.partitions = [
                        .with {
                            $0.partition = part.partition
                            $0.fetchOffset = part.offset
                            $0.partitionMaxBytes = partitionMaxBytes
                        }
                    ]
                }
            }
            change(&request)
        }
    }

    /// Fetches one partition; by default it answers at once with at most 1 MiB.
    package func fetch(
        _ topic: Topic, partition: Int32 = 0, at offset: Int64, partitionMaxBytes: Int32 = 1 << 20,
        version: Int16? = nil, on link: Link? = nil,
        _ change: (inout FetchRequest) -> Void = { _ in }
    ) async throws -> Fetched {
        let request = fetchRequest(
            [(topic, partition, offset)], partitionMaxBytes: partitionMaxBytes, change)
        let reply = try await call(
            request, version: version, on: link, leaderOf: topic, partition)
        return try Fetched(reply, partition: partition)
    }

    /// Everything from `offset` to the end of the log, read as a consumer would.
    package func readAll(
        _ topic: Topic, partition: Int32 = 0, from offset: Int64 = 0
    ) async throws -> [Record] {
        var all: [Record] = []
        var next = offset
        while true {
            let reply = try await fetch(topic, partition: partition, at: next)
            guard reply.error.value == .none else {
                throw Finding(
                    what: "reading the log at \(next)", expected: "no error",
                    actual: reply.error.value.description, at: reply.error.sighting)
            }
            let batches = try reply.batches()
            guard let last = batches.last, last.nextOffset > next else { return all }
            all += try reply.read().filter { ($0.offset ?? 0) >= next }
            next = last.nextOffset
        }
    }

    // MARK: ListOffsets

    /// Asks for one partition's offset at `timestamp`, or at one of `TimeTarget`.
    package func listOffsets(
        _ topic: Topic, partition: Int32 = 0, at timestamp: Int64, isolation: Int8 = 0,
        leaderEpoch: Int32 = -1, version: Int16? = nil
    ) async throws -> Listed {
        let request = ListOffsetsRequest.with { request in
            request.replicaId = -1
            request.isolationLevel = isolation
            request.topics = [
                .with { entry in
                    entry.name = topic.name
                    entry.partitions = [
                        .with {
                            $0.partitionIndex = partition
                            $0.currentLeaderEpoch = leaderEpoch
                            $0.timestamp = timestamp
                        }
                    ]
                }
            ]
        }
        let reply = try await call(request, version: version, leaderOf: topic, partition)
        return try Listed(reply, partition: partition)
    }

    /// Arranges: where the log ends, as ListOffsets has it.
    package func endOffset(_ topic: Topic, partition: Int32 = 0) async throws -> Int64 {
        try await offset(topic, partition, TimeTarget.latest)
    }

    /// Arranges: where the log begins.
    package func startOffset(_ topic: Topic, partition: Int32 = 0) async throws -> Int64 {
        try await offset(topic, partition, TimeTarget.earliest)
    }

    private func offset(
        _ topic: Topic, _ partition: Int32, _ target: Int64
    ) async throws -> Int64 {
        let reply = try await listOffsets(topic, partition: partition, at: target)
        guard reply.error.value == .none else {
            throw Finding(
                what: "the end of the log", expected: "no error",
                actual: reply.error.value.description, at: reply.error.sighting)
        }
        return reply.offset.value
    }
}

extension Session {
    /// The values from the beginning of the log to its end, as text; `null` for null.
    package func readValues(_ topic: Topic, partition: Int32 = 0) async throws -> [String] {
        try await readAll(topic, partition: partition).map { $0.value?.text ?? "null" }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import Client
import Glibc
import Messages
import Records

/// One connection that produces to and fetches from partition 0 of a topic of its own.
final class RoundTraffic {
    static let fetchBytes = 1 << 20
    /// Name of the topic that is written and read now.
    private(set) var topic: String
    private let connection: Connection
    let recordsPerBatch: Int
    private let batch: ByteSlice
    private let prefix = "microbench-\(UInt32.random(in: 0 ... .max))-"
    private var topicsMade = 1

    /// Connects and has the topic made.
    init(to address: Address, batchBytes: Int) async throws {
        topic = prefix + "1"
        connection = try await Connection.connect(to: address)
        recordsPerBatch = max(1, batchBytes / 1040)
        batch = try Self.batch(of: batchBytes, recordsPerBatch)
        try await connection.negotiate()
        try await makeTopic()
    }

    func close() { connection.close() }

    /// Goes on with an empty topic, and has the one written so far deleted.
    ///
    /// A log that only grows takes ever more memory for its pages; what a virtual machine gives out
    /// for the first time costs ten times what a page that was used before costs.
    func renew() async throws {
        var request = DeleteTopicsRequest()
        request.topicNames = [topic]
        request.timeoutMs = 10_000
        let answer = try await connection.roundTrip(request, version: 5).message
        let code = answer.responses.first?.errorCode
        if code != 0 { throw refusal("DeleteTopics", code) }
        topicsMade += 1
        topic = prefix + "\(topicsMade)"
        try await makeTopic()
    }

    private func makeTopic() async throws {
        var topic = MetadataRequest.MetadataRequestTopic()
        topic.name = self.topic
        var request = MetadataRequest()
        request.topics = [topic]
        let version = try connection.commonVersion(MetadataRequest.self)
        for _ in 0..<1000 {
            let answer = try await connection.roundTrip(request, version: version).message
            // The metadata may be known before the leader serves.
            if answer.topics.first?.errorCode == 0, (try? await endOffset()) != nil { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw CommandError("the topic \(self.topic) did not come into being", status: 1)
    }

    /// Records of 1 KiB in a batch of about `bytes`.
    private static func batch(of bytes: Int, _ count: Int) throws -> ByteSlice {
        let text = SampleText.bytes(bytes)
        // Retention would take older records away while they are read.
        let now = Int64(time(nil)) * 1000
        let records = (0..<count).map { index in
            Record(value: text[index * 1024..<min((index + 1) * 1024, bytes)], timestamp: now)
        }
        return try RecordBatchBuilder(records).build()
    }

    func produceRequest() -> ProduceRequest {
        var partition = ProduceRequest.PartitionProduceData()
        partition.records = batch
        var topic = ProduceRequest.TopicProduceData()
        topic.name = self.topic
        topic.partitionData = [partition]
        var request = ProduceRequest()
        request.acks = 1
        request.timeoutMs = 30_000
        request.topicData = [topic]
        return request
    }

    /// Produces at least `bytes`, up to four requests in flight; the bytes of the batches.
    func produce(_ bytes: Int) async throws -> Int {
        let request = produceRequest()
        let count = max(1, (bytes + batch.count - 1) / batch.count)
        var waiting: [PendingReply<ProduceRequest>] = []
        for index in 0..<count + 4 {
            if index >= 4 || index >= count, !waiting.isEmpty {
                let reply = try await waiting.removeFirst().reply()
                let code = reply.message.responses.first?.partitionResponses.first?.errorCode
                if code != 0 { throw refusal("Produce", code) }
            }
            if index < count { waiting.append(connection.start(request, version: 9)) }
        }
        return count * batch.count
    }

    /// Where the log ends.
    func endOffset() async throws -> Int64 {
        var topic = ListOffsetsRequest.ListOffsetsTopic()
        topic.name = self.topic
        var partition = ListOffsetsRequest.ListOffsetsPartition()
        partition.timestamp = -1
        topic.partitions = [partition]
        var request = ListOffsetsRequest()
        request.topics = [topic]
        let answer = try await connection.roundTrip(request, version: 5).message
        let found = answer.topics.first?.partitions.first
        guard let found, found.errorCode == 0 else {
            throw refusal("ListOffsets", found?.errorCode)
        }
        return found.offset
    }

    /// A Fetch, version 12, of 1 MiB from the beginning of the topic.
    func fetchRequest() -> FetchRequest {
        var partition = FetchRequest.FetchPartition()
        partition.fetchOffset = 0
        partition.partitionMaxBytes = Int32(Self.fetchBytes)
        var topic = FetchRequest.FetchTopic()
        topic.topic = self.topic
        topic.partitions = [partition]
        var request = FetchRequest()
        request.maxWaitMs = 500
        request.minBytes = 1
        request.maxBytes = Int32(Self.fetchBytes)
        request.topics = [topic]
        return request
    }

    /// Fetches at least `bytes` from the beginning on, two requests in flight; the bytes received.
    func fetch(_ bytes: Int) async throws -> Int {
        let request = fetchRequest()
        var received = 0
        var waiting = connection.start(request, version: 12)
        while received < bytes {
            let next = connection.start(request, version: 12)
            let reply = try await waiting.reply()
            let answer = reply.message.responses.first?.partitions.first
            guard answer?.errorCode == 0, let records = answer?.records, !records.isEmpty else {
                throw refusal("Fetch", answer?.errorCode)
            }
            received += records.count
            waiting = next
        }
        _ = try await waiting.reply()
        return received + Self.fetchBytes
    }

    private func refusal(_ api: String, _ code: Int16?) -> CommandError {
        let name = code.map { ErrorCode($0).name } ?? "no partition"
        return CommandError("\(api) to \(connection.address): \(name)", status: 5)
    }
}

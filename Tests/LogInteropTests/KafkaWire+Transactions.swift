// SPDX-License-Identifier: Apache-2.0

import Client
import LogContract
import Messages
import Records

extension KafkaWire {
    /// A transactional producer's id and epoch, once its coordinator is there.
    func producer(transactionalId: String) async throws -> (id: Int64, epoch: Int16) {
        var find = FindCoordinatorRequest()
        find.keyType = 1
        find.key = transactionalId
        var request = InitProducerIdRequest()
        request.transactionalId = transactionalId
        request.transactionTimeoutMs = 600_000
        for _ in 0..<100 {
            _ = try await client.request(find, version: 3)
            let answer = try await client.request(request, version: 4).message
            if answer.errorCode == 0 { return (answer.producerId, answer.producerEpoch) }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw KafkaRefusal(what: "a coordinator of \(transactionalId)", codes: [])
    }

    /// Lets a transaction write to a partition.
    func add(
        _ partition: TopicPartition, to transactionalId: String, id: Int64, epoch: Int16
    ) async throws {
        var topic = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic()
        topic.name = partition.topic
        topic.partitions = [partition.partition]
        var request = AddPartitionsToTxnRequest()
        request.v3AndBelowTransactionalId = transactionalId
        request.v3AndBelowProducerId = id
        request.v3AndBelowProducerEpoch = epoch
        request.v3AndBelowTopics = [topic]
        try await again { [request] in
            try await client.request(request, version: 3).message.resultsByTopicV3AndBelow
                .flatMap { $0.resultsByPartition.map(\.partitionErrorCode) }
        }
    }

    /// Ends a transaction.
    func end(_ transactionalId: String, id: Int64, epoch: Int16, committing: Bool) async throws {
        var request = EndTxnRequest()
        request.transactionalId = transactionalId
        request.producerId = id
        request.producerEpoch = epoch
        request.committed = committing
        try await again { [request] in
            [try await client.request(request, version: 3).message.errorCode]
        }
    }

    /// A coordinator that is still at the last transaction says so; it is asked again.
    private func again(_ ask: () async throws -> [Int16]) async throws {
        var codes: [Int16] = []
        for _ in 0..<100 {
            codes = try await ask()
            if codes.allSatisfy({ $0 == 0 }) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        try Self.demand(codes, "a transaction")
    }
}

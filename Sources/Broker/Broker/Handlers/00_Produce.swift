// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Messages

extension Broker {
    /// Produce: each partition is appended or refused for itself.
    ///
    /// A lone broker's write is on every replica once it is in the log, so that acks 1 and -1 are
    /// answered alike: at once, or when a flush has made it as durable as the engine promises.
    func produce(_ request: ProduceRequest, _ context: RequestContext) -> Outcome {
        var response = ProduceResponse()
        var hasFailure = false
        var awaited: [AwaitedAck] = []
        for topic in request.topicData {
            var answer = ProduceResponse.TopicProduceResponse()
            answer.name = topic.name
            answer.topicId = topic.topicId
            let reference: TopicReference =
                context.version >= 13 ? .id(topic.topicId) : .name(topic.name)
            for partition in Self.lastOfEach(topic.partitionData) {
                let (outcome, pending) = produce(partition, to: reference, request, context)
                hasFailure = hasFailure || outcome.errorCode != ErrorCode.none.rawValue
                if let pending {
                    awaited.append(
                        AwaitedAck(
                            partition: pending.partition, endOffset: pending.endOffset,
                            topicIndex: response.responses.count,
                            partitionIndex: answer.partitionResponses.count))
                }
                answer.partitionResponses.append(outcome)
            }
            if !answer.partitionResponses.isEmpty { response.responses.append(answer) }
        }
        if request.acks == 0 {
            // Nothing may be sent: closing is the only way to tell the producer.
            return hasFailure ? .close("a produce with acks 0 failed") : .silence
        }
        if awaited.isEmpty { return context.reply(response) }
        unsettled.park(ParkedProduce(context: context, response: response, awaited: awaited))
        return .parked
    }

    /// What became of one partition's records: the answer, and which offset must be durable before
    /// it may be given.
    private typealias Written = (
        answer: ProduceResponse.PartitionProduceResponse,
        pending: (partition: Partition, endOffset: Int64)?
    )

    /// A partition named twice is written once, with what was said last, as in Kafka's map.
    private static func lastOfEach(
        _ partitions: [ProduceRequest.PartitionProduceData]
    ) -> [ProduceRequest.PartitionProduceData] {
        if partitions.count < 2 { return partitions }
        var places: [Int32: Int] = [:]
        var last: [ProduceRequest.PartitionProduceData] = []
        for partition in partitions {
            if let place = places[partition.index] {
                last[place] = partition
            } else {
                places[partition.index] = last.count
                last.append(partition)
            }
        }
        return last
    }

    private func produce(
        _ data: ProduceRequest.PartitionProduceData, to reference: TopicReference,
        _ request: ProduceRequest, _ context: RequestContext
    ) -> Written {
        guard let topic = topics[reference] else {
            return (refusal(data.index, reference.unknown), nil)
        }
        guard let partition = topic.partition(data.index) else {
            return (refusal(data.index, .unknownTopicOrPartition), nil)
        }
        let records = data.records ?? .empty
        if let error = ProducedRecords.problem(
            with: records, version: context.version, transactionalId: request.transactionalId)
        {
            return (refusal(data.index, error.code, error.message), nil)
        }
        guard (-1...1).contains(request.acks) else {
            return (refusal(data.index, .invalidRequiredAcks), nil)
        }
        if TopicName.isInternal(topic.name) {
            return (refusal(data.index, .invalidTopicException), nil)
        }
        return append(records, to: partition, context)
    }

    private func append(
        _ records: ByteSlice, to partition: Partition, _ context: RequestContext
    ) -> Written {
        let log = partition.log
        do {
            let result = try log.append(
                records, origin: .client, leaderEpoch: partition.leaderEpoch)
            if !result.isDuplicate {
                publish(partition)
                expectFlush(of: log, now: context.now)
            }
            var answer = ProduceResponse.PartitionProduceResponse()
            answer.index = partition.id.partition
            answer.baseOffset = result.firstOffset
            answer.logAppendTimeMs = result.logAppendTime
            answer.logStartOffset = result.logStartOffset
            let end = result.lastOffset + 1
            return (answer, log.durableOffset < end ? (partition, end) : nil)
        } catch {
            return (refusal(partition, error), nil)
        }
    }

    func refusal(
        _ index: Int32, _ code: ErrorCode, _ message: String? = nil
    ) -> ProduceResponse.PartitionProduceResponse {
        var answer = ProduceResponse.PartitionProduceResponse()
        answer.index = index
        answer.errorCode = code.rawValue
        answer.errorMessage = message
        answer.baseOffset = -1
        answer.logAppendTimeMs = -1
        answer.logStartOffset = -1
        return answer
    }

    private func refusal(
        _ partition: Partition, _ refusal: AppendRefusal
    ) -> ProduceResponse.PartitionProduceResponse {
        var answer = self.refusal(partition.id.partition, refusal.code, refusal.message)
        // Kafka tells where the log starts when it was the records that were wrong, one by one.
        if refusal.tellsLogStart { answer.logStartOffset = partition.log.logStartOffset }
        answer.recordErrors = refusal.faults.map { fault in
            var error = ProduceResponse.BatchIndexAndErrorMessage()
            error.batchIndex = fault.batchIndex
            error.batchIndexErrorMessage = fault.message
            return error
        }
        return answer
    }
}

extension AppendRefusal {
    /// The error a producer is answered.
    var code: ErrorCode {
        switch self {
        case .corrupt: .corruptMessage
        case .invalidRecord: .invalidRecord
        case .invalidTimestamp: .invalidTimestamp
        case .messageTooLarge: .messageTooLarge
        case .recordListTooLarge: .recordListTooLarge
        case .unsupportedCompression: .unsupportedCompressionType
        case .unsupportedFormat: .unsupportedForMessageFormat
        case .unknownCodec: .unknownServerError
        case .outOfOrderSequence: .outOfOrderSequenceNumber
        case .invalidProducerEpoch: .invalidProducerEpoch
        case .invalidTransactionState: .invalidTxnState
        case .coordinatorFenced: .transactionCoordinatorFenced
        case .storage: .kafkaStorageError
        }
    }

    var message: String? {
        switch self {
        case .corrupt(let text), .unsupportedFormat(let text), .invalidTransactionState(let text),
            .invalidRecord(let text, _), .invalidTimestamp(let text, _):
            text
        default: nil
        }
    }

    var faults: [RecordFault] {
        switch self {
        case .invalidRecord(_, let faults), .invalidTimestamp(_, let faults): faults
        default: []
        }
    }

    var tellsLogStart: Bool {
        switch self {
        case .corrupt, .messageTooLarge, .recordListTooLarge, .storage: false
        default: true
        }
    }
}

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
            let reference = Self.reference(to: topic, context)
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
        return answer(response, context, awaited)
    }

    /// Answers at once, or when all that is `awaited` is durable.
    func answer(
        _ response: ProduceResponse, _ context: RequestContext, _ awaited: [AwaitedAck]
    ) -> Outcome {
        if awaited.isEmpty { return context.reply(response) }
        unsettled.park(ParkedProduce(context: context, response: response, awaited: awaited))
        return .parked
    }

    /// A topic is named by id from version 13 on.
    static func reference(
        to topic: ProduceRequest.TopicProduceData, _ context: RequestContext
    ) -> TopicReference {
        context.version >= 13 ? .id(topic.topicId) : .name(topic.name)
    }

    /// What became of one partition's records: the answer, and which offset must be durable before
    /// it may be given.
    typealias Written = (
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
        switch target(of: data, in: reference, request, context) {
        case .refused(let answer): return (answer, nil)
        case .log(let partition, let records):
            let result = Result { () throws(AppendRefusal) in
                try partition.log.append(
                    records, origin: .client, leaderEpoch: partition.leaderEpoch)
            }
            if case .success(let appended) = result, !appended.isDuplicate {
                noteAppended(to: partition, context)
            }
            return written(result, to: partition)
        }
    }

    /// Where the records of one partition go, or why nowhere.
    enum ProduceTarget {
        case log(Partition, ByteSlice)
        case refused(ProduceResponse.PartitionProduceResponse)
    }

    func target(
        of data: ProduceRequest.PartitionProduceData, in reference: TopicReference,
        _ request: ProduceRequest, _ context: RequestContext
    ) -> ProduceTarget {
        guard let topic = topics[reference] else {
            return .refused(refusal(data.index, reference.unknown))
        }
        guard let partition = topic.partition(data.index) else {
            return .refused(refusal(data.index, .unknownTopicOrPartition))
        }
        let records = data.records ?? .empty
        if let error = ProducedRecords.problem(
            with: records, version: context.version, transactionalId: request.transactionalId)
        {
            return .refused(refusal(data.index, error.code, error.message))
        }
        guard (-1...1).contains(request.acks) else {
            return .refused(refusal(data.index, .invalidRequiredAcks))
        }
        if TopicName.isInternal(topic.name) {
            return .refused(refusal(data.index, .invalidTopicException))
        }
        return .log(partition, records)
    }

    /// Shows what was written to those who may see it, and sees to its flush.
    func noteAppended(to partition: Partition, _ context: RequestContext) {
        publish(partition)
        expectFlush(of: partition.log, now: context.now)
    }

    func written(
        _ result: Result<AppendResult, AppendRefusal>, to partition: Partition
    ) -> Written {
        switch result {
        case .failure(let error): return (refusal(partition, error), nil)
        case .success(let appended):
            var answer = ProduceResponse.PartitionProduceResponse()
            answer.index = partition.id.partition
            answer.baseOffset = appended.firstOffset
            answer.logAppendTimeMs = appended.logAppendTime
            answer.logStartOffset = appended.logStartOffset
            let end = appended.lastOffset + 1
            return (answer, partition.log.durableOffset < end ? (partition, end) : nil)
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

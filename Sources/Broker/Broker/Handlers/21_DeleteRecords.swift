// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    private typealias PartitionResult = DeleteRecordsResponse.DeleteRecordsPartitionResult

    /// DeleteRecords (KIP-107): the log of a lone replica begins where it is told to at once.
    ///
    /// As with Kafka a topic or partition that is named again is answered once, and the last offset
    /// given for it counts.
    func deleteRecords(_ request: DeleteRecordsRequest, _ context: RequestContext) -> Outcome {
        var names: [String] = []
        var wanted: [String: [(index: Int32, offset: Int64)]] = [:]
        for topic in request.topics where !topic.partitions.isEmpty {
            if wanted[topic.name] == nil { names.append(topic.name) }
            wanted[topic.name, default: []] += topic.partitions.map {
                ($0.partitionIndex, $0.offset)
            }
        }
        var response = DeleteRecordsResponse()
        for name in names {
            var answer = DeleteRecordsResponse.DeleteRecordsTopicResult()
            answer.name = name
            var offsets: [Int32: Int64] = [:]
            let partitions = wanted[name] ?? []
            for partition in partitions { offsets[partition.index] = partition.offset }
            for partition in partitions {
                guard let offset = offsets.removeValue(forKey: partition.index) else { continue }
                answer.partitions.append(deleteRecords(name, partition.index, before: offset))
            }
            response.topics.append(answer)
        }
        return context.reply(response)
    }

    private func deleteRecords(
        _ name: String, _ index: Int32, before offset: Int64
    ) -> PartitionResult {
        var result = PartitionResult()
        result.partitionIndex = index
        result.lowWatermark = -1
        guard let partition = topics[.name(name)]?.partition(index) else {
            result.errorCode = ErrorCode.unknownTopicOrPartition.rawValue
            return result
        }
        guard !TopicName.isInternal(name) else {
            result.errorCode = ErrorCode.invalidTopicException.rawValue
            return result
        }
        do {
            result.lowWatermark = try partition.log.deleteRecords(before: offset)
            // Who waits for more of what is gone is told so.
            purgatory.wake(partition)
        } catch {
            result.errorCode = error.code.rawValue
        }
        return result
    }
}

extension DeleteRecordsRefusal {
    fileprivate var code: ErrorCode {
        switch self {
        case .outOfRange: .offsetOutOfRange
        case .policyForbids: .policyViolation
        case .storage: .kafkaStorageError
        }
    }
}

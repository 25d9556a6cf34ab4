// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

extension Broker {
    /// Reads what a Fetch asks for, in its order, until its bytes are spent.
    ///
    /// As KIP-74 has it: the first partition with anything to read gives at least one whole batch,
    /// whatever the limits; the others stay within what is left.
    func read(_ plan: FetchPlan) -> FetchReading {
        var reading = FetchReading()
        reading.answers.reserveCapacity(plan.items.count)
        for item in plan.items {
            guard let topic = topics[item.key.topic] else {
                reading.answers.append(
                    FetchPartitionAnswer(
                        item.key, error: item.key.topic.unknown, abortedTransactions: []))
                continue
            }
            guard let partition = topic.partition(item.key.partition) else {
                reading.answers.append(
                    FetchPartitionAnswer(
                        item.key, error: .unknownTopicOrPartition, abortedTransactions: []))
                continue
            }
            reading.hasPartition = true
            let answer = read(
                item, of: partition, plan, isFirst: reading.recordBytes == 0,
                bytesLeft: max(0, plan.bytesMax - reading.recordBytes))
            reading.recordBytes += answer.recordBytes
            if answer.errorCode != .none || answer.divergingEpoch != nil {
                reading.isUrgent = true
            }
            reading.answers.append(answer)
        }
        if reading.recordBytes > 0 && reading.recordBytes < plan.bytesMin && !reading.isUrgent {
            reading.isUrgent = endsBeforeLaterSegment(reading, plan)
        }
        return reading
    }

    private func read(
        _ item: FetchItem, of partition: Partition, _ plan: FetchPlan, isFirst: Bool,
        bytesLeft: Int
    ) -> FetchPartitionAnswer {
        guard plan.bytesMax >= 0, item.bytesMax >= 0 else {
            return FetchPartitionAnswer(item.key, error: .unknownServerError)
        }
        if let epoch = item.currentLeaderEpoch,
            let error = partition.fence(currentLeaderEpoch: epoch)
        {
            return FetchPartitionAnswer(item.key, error: error)
        }
        var answer = FetchPartitionAnswer(item.key)
        let log = partition.log
        if let epoch = item.lastFetchedEpoch {
            guard let end = partition.endOffset(ofEpoch: epoch) else {
                return FetchPartitionAnswer(item.key, error: .offsetOutOfRange)
            }
            if end.epoch < epoch || end.endOffset < item.offset { answer.divergingEpoch = end }
        }
        do {
            // Where the logs diverge the position means nothing: only the offsets are told.
            let isDiverging = answer.divergingEpoch != nil
            let result = try log.read(
                from: isDiverging ? log.logStartOffset : item.offset,
                bytesMax: isDiverging ? 0 : min(Int(item.bytesMax), bytesLeft),
                wholeFirstBatch: isFirst && !isDiverging, bound: plan.bound)
            answer.highWatermark = result.highWatermark
            answer.lastStableOffset = result.lastStableOffset
            answer.logStartOffset = result.logStartOffset
            answer.records = result.region
            if plan.bound == .lastStable {
                answer.abortedTransactions = result.abortedTransactions
            }
            return answer
        } catch {
            return FetchPartitionAnswer(item.key, error: error.code)
        }
    }

    /// Whether some records come from a segment with another behind it: waiting would add nothing
    /// to them, since a read never crosses segments.
    private func endsBeforeLaterSegment(_ reading: FetchReading, _ plan: FetchPlan) -> Bool {
        for answer in reading.answers {
            guard let region = answer.records,
                let log = topics[answer.key.topic]?.partition(answer.key.partition)?.log
            else { continue }
            let end = plan.bound == .lastStable ? answer.lastStableOffset : answer.highWatermark
            let last = try? log.read(
                from: end - 1, bytesMax: 1, wholeFirstBatch: true, bound: plan.bound)
            if let file = last?.region?.file, file !== region.file { return true }
        }
        return false
    }
}

extension Partition {
    /// End offset of the largest epoch not above `epoch`; the current one ends where the log does,
    /// written in or not.
    ///
    /// One that came before all that wrote here ends where the first of them began; -1 is none.
    func endOffset(ofEpoch epoch: Int32) -> FetchPartitionAnswer.EpochEnd? {
        if epoch == leaderEpoch {
            return .init(epoch: epoch, endOffset: log.logEndOffset)
        }
        guard epoch < leaderEpoch, epoch != -1 else { return nil }
        if let end = log.endOffset(ofEpoch: epoch) {
            return .init(epoch: end.epoch, endOffset: end.endOffset)
        }
        // Nothing was written in an epoch as late as this, or nothing at all.
        let last = log.leaderEpoch(of: log.logEndOffset - 1)
        return .init(
            epoch: last >= 0 && last < epoch ? last : epoch, endOffset: log.logEndOffset)
    }
}

extension ReadRefusal {
    var code: ErrorCode {
        switch self {
        case .offsetOutOfRange: .offsetOutOfRange
        case .storage(let error): error.code == .corrupt ? .corruptMessage : .kafkaStorageError
        }
    }
}

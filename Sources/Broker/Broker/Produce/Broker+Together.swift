// SPDX-License-Identifier: Apache-2.0

package import Bytes
import LogContract
import Messages

// A producer sends the next batch before it has the answer to the last. What of it came together
// is given to the log together, which then writes it with one call.

extension Broker {
    package func handle(
        _ frames: ArraySlice<ByteSlice>, from connection: ConnectionId, now: Int64
    ) -> (effects: [Effect], count: Int) {
        let writes = frames.count > 1 ? writesToOneLog(frames, from: connection, now: now) : []
        guard writes.count > 1, let first = writes.first else {
            return (handle(frames[frames.startIndex], from: connection, now: now), 1)
        }
        let partition = first.partition
        let results = partition.log.append(
            each: writes.map(\.records), leaderEpoch: partition.leaderEpoch)
        noteAppended(to: partition, first.context)
        var effects: [Effect] = []
        for (write, result) in zip(writes, results) {
            let (outcome, pending) = written(result, to: partition)
            let awaited = pending.map {
                AwaitedAck(
                    partition: $0.partition, endOffset: $0.endOffset, topicIndex: 0,
                    partitionIndex: 0)
            }
            let answer = answer(
                write.response(outcome), write.context, awaited.map { [$0] } ?? [])
            effects.append(effect(of: answer, for: connection))
        }
        return (effects + answerSettled() + wakeFetches(now: now), writes.count)
    }

    /// The writes that `frames` begin with, as long as they go to one log and are answered at once;
    /// none where a log would rather have them one by one.
    private func writesToOneLog(
        _ frames: ArraySlice<ByteSlice>, from connection: ConnectionId, now: Int64
    ) -> [LoneWrite] {
        guard config.durability == .pageCache else { return [] }
        var writes: [LoneWrite] = []
        for frame in frames {
            guard let write = loneWrite(frame, from: connection, now: now),
                write.partition.log.config.flushMessages == .max,
                writes.first.map({ $0.partition === write.partition }) ?? true
            else { break }
            writes.append(write)
        }
        return writes
    }

    /// What `frame` asks to be written, if that is all it asks and nothing speaks against it.
    private func loneWrite(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> LoneWrite? {
        guard let (context, request) = try? produceRequest(frame, from: connection, now: now),
            // A failure of one without acks closes the connection: what follows is not to be done.
            request.acks != 0, request.topicData.count == 1,
            let topic = request.topicData.first, topic.partitionData.count == 1,
            let data = topic.partitionData.first,
            case .log(let partition, let records) = target(
                of: data, in: Self.reference(to: topic, context), request, context)
        else { return nil }
        return LoneWrite(context: context, topic: topic, partition: partition, records: records)
    }
}

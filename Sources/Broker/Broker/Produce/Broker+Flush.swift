// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Messages

// A write is answered, and shown to consumers, once it is as durable as the engine promises. Where
// that takes a flush the driver runs it beside its loop, and its end comes back here.

extension Broker {
    package func takeFlush() -> FlushJob? { engine.pendingFlush() }

    package func finishFlush(
        _ job: FlushJob, error: StorageError?, now: Int64
    ) -> [Effect] {
        engine.finishFlush(job, error: error)
        unsettled.noteNews()
        for id in job.partitions {
            guard let partition = topics[.name(id.topic)]?.partition(id.partition) else {
                continue
            }
            publish(partition)
        }
        return answerSettled() + wakeFetches(now: now)
    }

    /// Shows consumers what is durable.
    func publish(_ partition: Partition) {
        let log = partition.log
        let shown = log.highWatermark
        log.advanceHighWatermark(to: log.durableOffset)
        if log.highWatermark > shown { purgatory.wake(partition) }
    }

    /// The answers that waited for what is durable now, or for what never will be: an offline
    /// directory is flushed no more, whatever took it offline.
    func answerSettled() -> [Effect] {
        if unsettled.isEmpty { return [] }
        let isOffline = engine.failure != nil
        guard isOffline || unsettled.hasNews else { return [] }
        let settled = isOffline ? unsettled.takeAll().map(judged) : unsettled.takeDurable()
        return settled.map { .reply($0.context.connection, $0.reply) }
    }

    /// What is not durable is not acknowledged.
    private func judged(_ produce: ParkedProduce) -> ParkedProduce {
        var produce = produce
        for ack in produce.awaited where !ack.isDurable {
            produce.response.responses[ack.topicIndex].partitionResponses[ack.partitionIndex] =
                refusal(ack.partition.id.partition, .kafkaStorageError)
        }
        return produce
    }
}

extension ParkedProduce {
    var reply: Reply { context.answer(response) }
}

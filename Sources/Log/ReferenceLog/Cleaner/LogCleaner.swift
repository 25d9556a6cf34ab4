// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Compacts the logs of a directory, the dirtiest first, a slice at each call.
final class LogCleaner {
    /// How long a flush is given before it is looked for again.
    private static let flushPollMillis: Int64 = 10
    private let context: EngineContext
    private var round: CleaningRound?
    private var nextLook: Int64
    /// Logs whose cleaning failed, and why: they are left alone until the engine is opened anew.
    private(set) var uncleanable: [TopicPartition: StorageError] = [:]

    init(context: EngineContext) {
        self.context = context
        nextLook = context.clock.nowMillis.later(by: context.options.cleanerPauseMillis)
    }

    /// Goes on with the round that is under way, or begins one that is due; returns when to come
    /// back.
    func advance(
        now: Int64, _ logs: [ReferencePartitionLog]
    ) throws(StorageError) -> Int64 {
        guard context.options.cleans else { return .max }
        if round == nil {
            guard now >= nextLook else { return nextLook }
            nextLook = now.later(by: context.options.cleanerPauseMillis)
            round = try nextRound(now: now, logs)
        }
        guard let current = round else { return nextLook }
        do {
            switch try current.advance(bytesMax: context.options.cleanerSliceBytes) {
            case .running: return now
            case .waiting: return now + Self.flushPollMillis
            case .abandoned: round = nil
            case .finished:
                round = nil
                try finish(current)
                // There may be more to clean: only finding nothing is a reason to wait.
                nextLook = now
            }
        } catch {
            round = nil
            try judge(error, current.log)
        }
        return nextLook
    }

    /// One whole round over `log`, whatever its ratio of dirty bytes; nil when it was abandoned.
    func clean(
        _ log: ReferencePartitionLog
    ) throws(StorageError) -> CleaningSummary? {
        try forget(log)
        let now = context.clock.nowMillis
        uncleanable[log.partition] = nil
        do {
            let round = try CleaningRound(
                log, range: try CleanableRange(of: log, now: now), now: now,
                waitsForFlushes: false)
            var progress = CleaningRound.Progress.running
            while progress == .running { progress = try round.advance(bytesMax: .max) }
            guard progress == .finished else { return nil }
            try finish(round)
            return round.summary
        } catch {
            try judge(error, log)
            throw error
        }
    }

    /// Ends a round over `log`, or over any log, without effect.
    func forget(_ log: ReferencePartitionLog? = nil) throws(StorageError) {
        guard let current = round, log == nil || current.log === log else { return }
        round = nil
        _ = try current.abandon()
    }

    /// The dirtiest of the logs that are due (Kafka's `grabFilthiestCompactedLog`).
    private func nextRound(
        now: Int64, _ logs: [ReferencePartitionLog]
    ) throws(StorageError) -> CleaningRound? {
        var best: (log: ReferencePartitionLog, range: CleanableRange)?
        for log in logs where log.config.cleanupPolicy.contains(.compact) {
            if uncleanable[log.partition] != nil { continue }
            do {
                let range = try CleanableRange(of: log, now: now)
                guard range.isDue(log.config), range.dirtyRatio > best?.range.dirtyRatio ?? -1
                else { continue }
                best = (log, range)
            } catch {
                try judge(error, log)
            }
        }
        guard let best else { return nil }
        do {
            return try CleaningRound(
                best.log, range: best.range, now: now, waitsForFlushes: true)
        } catch {
            try judge(error, best.log)
            return nil
        }
    }

    /// A file that says what cannot be is its log's affair, a full disk passes, any other failure
    /// is the directory's.
    private func judge(
        _ error: StorageError, _ log: ReferencePartitionLog
    ) throws(StorageError) {
        switch error.code {
        case .corrupt, .missing:
            uncleanable[log.partition] = error
            context.notice("\(log.partition) is not compacted any more: \(error)")
        case .noSpace: break
        case .io, .conflict, .offline: throw error
        }
    }

    /// Notes how far the log is clean; should that be lost, cleaning again does no harm.
    private func finish(_ round: CleaningRound) throws(StorageError) {
        round.log.cleanedEnd = round.summary.cleanedEnd
        try context.storeCleanedEnds(!round.waitsForFlushes)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import Simulator
import WireText

// What each command must have done.

extension HistoryRun {
    func followAppend(_ command: ScriptCommand) throws {
        guard let (sent, outcome) = session.lastAppend else {
            throw fail("nothing was appended")
        }
        let verdict =
            sent.producerId < 0
            ? ModelProducer.Verdict.accept
            : model.producers[sent.producerId]?.verdict(sent) ?? .accept
        switch outcome {
        case .success(let result) where result.isDuplicate:
            counts.duplicatesRecognised += 1
            guard case .duplicate(let base) = verdict else {
                return try require(verdict == .unsure, "a duplicate where \(verdict) was due")
            }
            try require(result.firstOffset == base, "a duplicate of \(result.firstOffset)")
        case .success(let result):
            try require(
                verdict == .accept || verdict == .unsure, "accepted where \(verdict) was due")
            try require(result.firstOffset == model.end, "appended at \(result.firstOffset)")
            model.append(
                ModelBatch(
                    sent, base: model.end, leaderEpoch: session.leaderEpoch,
                    logAppendTime: result.logAppendTime))
            try require(result.lastOffset == model.end - 1, "ends at \(result.lastOffset)")
            counts.recordsAppended += sent.records.count
        case .failure(let refusal):
            counts.appendsRefused += 1
            if case .storage(let error) = refusal { throw fail("\(error)") }
            switch refusal {
            case .messageTooLarge, .recordListTooLarge, .invalidTimestamp, .invalidRecord: return
            default: break
            }
            try require(
                verdict == .refuse || verdict == .unsure,
                "refused where \(verdict) was due: \(refusal)")
        }
    }

    /// `first` is where the log's first segment began.
    func followTruncation(to offset: Int64, first: Int64) throws {
        let target = max(0, offset)
        guard target < model.end else { return }
        // Below the first segment there is nothing to keep, else it is cut, also below the start
        // (Kafka's `UnifiedLog.truncateTo`).
        if target < first { return model.restart(at: target) }
        let end = try log.logEndOffset
        let lastKept = model.batches.last { $0.last < target }.map { $0.last + 1 } ?? 0
        try require(end <= target, "end \(end) after a cut at \(target)")
        try require(end >= min(lastKept, target), "end \(end) lost batches to \(lastKept)")
        model.cut(to: end)
    }

    /// Whole batches from the one that holds the offset, as far as the reader may see.
    func followRead(_ command: ScriptCommand) throws {
        let bound = EngineSession.bound(command)
        let log = try log
        let limit =
            switch bound {
            case .logEnd: log.logEndOffset
            case .highWatermark: log.highWatermark
            case .lastStable: log.lastStableOffset
            }
        let asked = command.words.lazy.compactMap { Int64($0) }.first
        let from = max(asked ?? model.start, model.start)
        guard from <= model.end else { return }
        let found = try readAll(
            maxima: [try command.number("max") ?? 1 << 20], from: from, bound: bound)
        try require(
            found == model.visible.filter { $0.last >= from && $0.last < limit },
            "reads \(found.map(\.base)) from \(from) below \(limit)")
    }

    func followDeletion(_ command: ScriptCommand, _ printed: [String]) throws {
        let asked: Int64 = try command.number(at: 0)
        let target = asked == -1 ? model.highWatermark : asked
        let isRefused = printed.first?.hasPrefix("refused") == true
        let mayDelete = session.configs[partition]?.cleanupPolicy.contains(.delete) == true
        try require(
            isRefused == (!mayDelete || target < 0 || target > model.highWatermark),
            "\(printed)")
        if !isRefused { model.start = max(model.start, target) }
    }

    func followTick(since: Int64) throws {
        if let retentionFailure { throw retentionFailure }
        try checkRetentionIsDone(since: since)
        guard session.configs[partition]?.cleanupPolicy.contains(.compact) == true else { return }
        try followCleaning(since: since)
    }

    func followReopening(ends: ClosedRange<Int64>) throws {
        let log = try log
        let end = log.logEndOffset
        let start = log.logStartOffset
        try require(ends.contains(end), "end \(end) outside \(ends)")
        try require(start <= model.start, "start \(start) beyond \(model.start)")
        if end < model.end {
            counts.tailsLost += 1
            model.cut(to: end)
        }
        model.start = start
        model.highWatermark = log.highWatermark
        model.reloadProducers()
        // What was cleaned out of sight may have come into sight again.
        if model.isCompacted { try followCleaning(since: nil) }
        if !hasHoles { try check() }
    }

    /// A cleaning since a time took away what it may, and nothing else; with nil one before.
    func followCleaning(since: Int64?) throws {
        model.isCompacted = true
        if since != nil {
            model.cleanedBelow = max(model.cleanedBelow, try log.lastStableOffset)
        }
        var observed: [Int64: ModelBatch] = [:]
        for batch in try readAll(maxima: [1 << 20]) { observed[batch.base] = batch }
        try checkCleaning(observed, since: since)
        model.batches = model.batches.compactMap { batch in
            batch.last < model.start ? batch : observed[batch.base]
        }
    }

    private func checkCleaning(_ observed: [Int64: ModelBatch], since: Int64?) throws {
        let aborted = model.aborted
        let latest = model.latest(below: model.cleanedBelow)
        for batch in model.visible {
            let found = observed[batch.base]
            if let found {
                try require(
                    found.isRemainder(of: batch), "batch \(batch.base) was changed: \(found)")
            }
            guard batch.commits == nil else { continue }
            let kept = Set(found?.lines.map(\.offset) ?? [])
            for line in batch.lines where !kept.contains(line.offset) {
                guard line.offset >= model.start else { continue }
                try require(
                    line.offset < model.cleanedBelow, "\(line.offset) is gone before it was stable")
                counts.recordsCleaned += 1
                if let marker = aborted[batch.base] {
                    model.superseded[line.offset] = marker
                    continue
                }
                try checkGone(line, of: batch, latest: latest, since: since)
            }
        }
    }

    /// A committed record goes when there is a later one of its key, or its time as a tombstone is
    /// over.
    private func checkGone(
        _ line: ModelBatch.Line, of batch: ModelBatch, latest: [ByteSlice: ModelBatch.Line],
        since: Int64?
    ) throws {
        if let key = line.key, let last = latest[key], last.offset > line.offset {
            model.superseded[line.offset] =
                model.uncleaned.first { $0.last >= last.offset }?.last ?? last.offset
            return
        }
        let retention = session.configs[partition]?.deleteRetentionMillis ?? 0
        let horizon = batch.horizon ?? since.map { $0 + retention } ?? batch.maxTimestamp
        try require(
            line.value == nil && session.clock.nowMillis >= horizon,
            "\(line.offset), the latest of its key, is gone")
    }
}

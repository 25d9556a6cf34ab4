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
        case .failure(let refusal):
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

    func followTruncation(to offset: Int64) throws {
        let target = max(0, offset)
        guard target < model.end else { return }
        let end = try log.logEndOffset
        let kept = model.batches.filter { $0.last < target }
        let isRestart = try log.logStartOffset == target && end == target
        let lastKept = kept.last.map { $0.last + 1 } ?? 0
        if isRestart && target <= model.start {
            return model.restart(at: target)
        }
        try require(end <= target, "end \(end) after a cut at \(target)")
        try require(end >= min(lastKept, target), "end \(end) lost batches to \(lastKept)")
        model.cut(to: end)
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

    /// Retention may have moved the start: over a prefix of what is old, or too much, or deleted.
    func followTick() throws {
        if session.configs[partition]?.cleanupPolicy.contains(.compact) == true {
            model.isCompacted = true
        }
        try followRetention()
        if model.isCompacted { try followCleaning() }
    }

    private func followRetention() throws {
        let start = try log.logStartOffset
        guard start > model.start else { return }
        try require(start <= model.highWatermark, "retention took uncommitted records")
        guard let config = session.configs[partition] else { return }
        let dropped = model.batches.filter { $0.last >= model.start && $0.last < start }
        let now = session.clock.nowMillis
        for batch in dropped where batch.lines.count > 0 {
            let isOld =
                config.retentionMillis >= 0 && now - batch.maxTimestamp > config.retentionMillis
            let mayBeExcess = config.retentionBytes >= 0
            try require(
                isOld || mayBeExcess || batch.maxTimestamp < 0,
                "retention took \(batch.base), which is young")
        }
        if config.retentionBytes >= 0 && !dropped.isEmpty && config.retentionMillis < 0 {
            let size = try log.sizeInBytes
            try require(size >= min(config.retentionBytes, size + 1), "too little is left")
        }
        try require(
            config.cleanupPolicy.contains(.delete), "retention took from a compacted log")
        model.start = start
    }

    func followReopening(ends: ClosedRange<Int64>) throws {
        let log = try log
        let end = log.logEndOffset
        let start = log.logStartOffset
        try require(ends.contains(end), "end \(end) outside \(ends)")
        try require(start <= model.start, "start \(start) beyond \(model.start)")
        if end < model.end { model.cut(to: end) }
        model.start = start
        model.highWatermark = log.highWatermark
        model.reloadProducers()
        // What was cleaned out of sight may have come into sight again.
        if model.isCompacted { try followCleaning() }
        try check()
    }

    /// A cleaning took away what it may, and nothing else.
    func followCleaning() throws {
        model.isCompacted = true
        let observed = try readAll(maxima: [1 << 20])
        var byBase: [Int64: ModelBatch] = [:]
        for batch in observed { byBase[batch.base] = batch }
        try checkCleaning(byBase)
        model.batches = model.batches.compactMap { batch in
            batch.last < model.start ? batch : byBase[batch.base]
        }
    }

    private func checkCleaning(_ observed: [Int64: ModelBatch]) throws {
        var latest: [ByteSlice: Int64] = [:]
        let aborted = Set(model.abortedBases)
        for batch in model.visible where !aborted.contains(batch.base) && batch.commits == nil {
            for line in batch.lines {
                if let key = line.key, line.offset < model.stableOffset ?? 0 {
                    latest[key] = line.offset
                }
            }
        }
        let now = session.clock.nowMillis
        let horizon = session.configs[partition]?.deleteRetentionMillis ?? 0
        for batch in model.visible {
            let found = observed[batch.base]
            if let found {
                try require(
                    found.isRemainder(of: batch), "batch \(batch.base) was changed: \(found)")
            }
            guard batch.commits == nil, !aborted.contains(batch.base) else { continue }
            let kept = Set(found?.lines.map(\.offset) ?? [])
            for line in batch.lines where !kept.contains(line.offset) {
                guard line.offset >= model.start else { continue }
                guard let key = line.key, let last = latest[key] else {
                    // Records without a key are not kept in a compacted log.
                    try require(line.key == nil, "\(line.offset) is gone before it was stable")
                    continue
                }
                let isExpiredTombstone =
                    line.value == nil && now - batch.maxTimestamp >= horizon
                try require(
                    line.offset < last || isExpiredTombstone,
                    "\(line.offset), the latest of its key, is gone")
            }
        }
    }
}

extension LogModel {
    /// Bases of batches whose transaction was aborted.
    var abortedBases: [Int64] {
        var open: [Int64: [Int64]] = [:]
        var aborted: [Int64] = []
        for batch in uncleaned where batch.producerId >= 0 {
            if let commits = batch.commits {
                let ended = open.removeValue(forKey: batch.producerId) ?? []
                if !commits { aborted += ended }
            } else if batch.isTransactional {
                open[batch.producerId, default: []].append(batch.base)
            }
        }
        return aborted
    }
}

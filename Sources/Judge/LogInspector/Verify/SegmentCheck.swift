// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Verifies one segment file together with its indexes, in one pass over each.
final class SegmentCheck {
    private let partition: PartitionCheck
    private let base: Int64
    private let nextBase: Int64?
    private let path: String
    private let reader: SegmentReader
    /// Reads the batches that are looked into where `reader` gives out heads only.
    private var inner: SegmentReader?
    private var offsetIndex: OffsetIndexCheck?
    private var timeIndex: TimeIndexCheck?
    private var transactionIndex: TransactionIndexCheck?
    /// Last offset of the batch before, in this segment.
    private var lastOffset: Int64?
    /// Batches whose bytes are not what was written and behind which nothing sound was seen yet.
    private var suspects: [(frame: BatchFrame, breach: BatchCheck.Breach)] = []
    /// Whether what stands behind the last sound batch was told already.
    private var hasTail = false

    private var log: FindingLog { partition.log }
    private var options: VerifyOptions { partition.options }
    /// Whether the segment takes no more batches.
    private var isClosed: Bool { nextBase != nil }
    private var mayLag: Bool { !isClosed && partition.mayHaveTail }

    init(_ partition: PartitionCheck, base: Int64, nextBase: Int64?) throws(StorageError) {
        self.partition = partition
        self.base = base
        self.nextBase = nextBase
        path = partition.folder.file(.log, at: base)
        // Of what was written at another time only the heads are read.
        reader =
            partition.options.timestamps == nil
            ? try SegmentReader(path)
            : try SegmentReader(path, windowBytes: 4096, wholeBytesMax: BatchLayout.header)
    }

    /// Whether files with the names of those that were read are others now, or were cut.
    var hasChanged: Bool {
        [reader.file, offsetIndex?.file, timeIndex?.file, transactionIndex?.file]
            .contains { $0?.hasChanged == true }
    }

    func run() throws(StorageError) {
        log.totals.bytes += reader.file.size
        partition.countCut(segmentBytes: reader.file.size)
        checkSize()
        partition.compareSnapshots(upTo: base)
        openIndexes()
        try walk()
        settleSuspects(before: nil)
        try finishIndexes()
    }

    private func checkSize() {
        let limit = options.segmentBytes ?? Int64(Int32.max)
        if reader.file.size > limit {
            log.add(
                Finding(
                    "L3", path: path, position: limit,
                    reason: "\(reader.file.size) bytes, at most \(limit) are allowed"))
        }
    }

    private func openIndexes() {
        let folder = partition.folder
        do throws(StorageError) {
            if folder.has(.index, at: base) {
                offsetIndex = try OffsetIndexCheck(
                    folder.file(.index, at: base), baseOffset: base, log: log)
            } else if folder.partition != nil {
                noteMissing(.index)
            }
            if folder.has(.timeIndex, at: base) {
                timeIndex = try TimeIndexCheck(
                    folder.file(.timeIndex, at: base), baseOffset: base, log: log)
            } else if folder.partition != nil {
                noteMissing(.timeIndex)
            }
            transactionIndex = try TransactionIndexCheck(
                folder.file(.transactionIndex, at: base), log: log)
        } catch {
            partition.report(error)
        }
    }

    private func noteMissing(_ kind: FileName.Kind) {
        log.add(
            Finding(
                kind == .index ? "L8" : "L9", .note, path: partition.folder.file(kind, at: base),
                reason: "missing; a broker makes it anew"))
    }

    private func walk() throws(StorageError) {
        while true {
            switch try reader.next() {
            case .end: return
            case .tail(let tail):
                partition.progress(tail.bytes, path)
                takeTail(tail)
                return
            case .batch(let batch):
                partition.progress(Int64(batch.frame.sizeInBytes), path)
                try take(batch)
            }
        }
    }

    /// The batch with all its bytes, where those are read.
    private func whole(_ batch: SegmentBatch) throws(StorageError) -> SegmentBatch {
        guard options.timestamps != nil, !batch.isWhole else { return batch }
        if inner == nil { inner = try SegmentReader(path) }
        inner?.seek(to: batch.frame.position)
        guard case .batch(let whole)? = try inner?.next() else { return batch }
        return whole
    }

    private func take(_ headed: SegmentBatch) throws(StorageError) {
        let frame = headed.frame
        // Markers are always read: they say which transactions are open.
        let isDeep =
            options.timestamps?.contains(frame.maxTimestamp) ?? true
            || headed.header?.attributes.isControl == true
        let batch = isDeep ? try whole(headed) : headed
        let streamed = batch.isWhole || !isDeep ? nil : try reader.checksum(of: frame)
        let outcome = partition.batchCheck.check(batch, streamed: streamed, isDeep: isDeep)
        log.totals.batches += 1
        log.totals.records += Int64(outcome.records)
        if outcome.isPassedOver { log.totals.passedOver += 1 }
        guard outcome.isIntact else {
            if let breach = outcome.breaches.first { suspects.append((frame, breach)) }
            if suspects.count > 1000 { settleSuspects(before: frame) }
            try passOver(frame)
            return
        }
        settleSuspects(before: frame)
        partition.countCutBatch()
        for breach in outcome.breaches { report(breach, frame) }
        checkOffsets(frame)
        partition.compareSnapshots(upTo: frame.baseOffset)
        if outcome.hasGaps { partition.replay.isCompacted = true }
        if batch.header?.attributes.hasDeleteHorizon == true {
            partition.replay.isCompacted = true
        }
        try replay(batch, outcome)
        partition.epochs.take(frame, in: path)
        try offsetIndex?.take(frame, previousLastOffset: lastOffset)
        try timeIndex?.take(frame)
        lastOffset = frame.lastOffset
        partition.nextOffset = max(partition.nextOffset ?? 0, frame.lastOffset &+ 1)
        partition.isEndUnknown = false
    }

    /// A damaged batch still has its place in the indexes, if its header can be believed.
    private func passOver(_ frame: BatchFrame) throws(StorageError) {
        guard frame.baseOffset >= partition.nextOffset ?? base,
            frame.lastOffset >= frame.baseOffset,
            frame.lastOffset &- base <= Int64(Int32.max)
        else { return }
        try offsetIndex?.take(frame, previousLastOffset: lastOffset)
        try timeIndex?.pass(over: frame)
        lastOffset = frame.lastOffset
    }

    private func report(_ breach: BatchCheck.Breach, _ frame: BatchFrame) {
        log.add(finding(breach, frame))
    }

    private func finding(_ breach: BatchCheck.Breach, _ frame: BatchFrame) -> Finding {
        Finding(
            breach.rule, path: path, position: frame.position + Int64(breach.position),
            offset: frame.baseOffset, reason: breach.reason)
    }

    /// Tells of damage that begins at `position`, where a recovery cuts.
    private func reportCutting(_ finding: Finding, at position: Int64) {
        partition.addCutting(finding, in: base, bytes: reader.file.size - position)
    }

    private func checkOffsets(_ frame: BatchFrame) {
        func breach(_ rule: String, _ reason: String, cuts: Bool = false) {
            let finding = Finding(
                rule, path: path, position: frame.position, offset: frame.baseOffset,
                reason: reason)
            if cuts { reportCutting(finding, at: frame.position) } else { log.add(finding) }
        }
        let first = frame.magic < 2 ? frame.lastOffset : frame.baseOffset
        if let next = partition.nextOffset {
            if first < next {
                breach("L2", "offset \(first) where \(next) or more is due", cuts: true)
            } else if first > next && frame.magic == 2 {
                if options.forbidsGaps {
                    breach("L2", "offset \(first) where \(next) is due")
                }
                partition.replay.isCompacted = true
            }
        }
        if first < base { breach("L3", "offset \(first) in the segment from \(base)") }
        if frame.lastOffset &- base > Int64(Int32.max) {
            breach(
                "L3", "offset \(frame.lastOffset) is too far from the segment's base \(base)",
                cuts: true)
        }
        if let nextBase, frame.lastOffset >= nextBase {
            breach("L3", "offset \(frame.lastOffset), and the next segment begins at \(nextBase)")
        }
    }

    private func replay(
        _ batch: SegmentBatch, _ outcome: BatchCheck.Outcome
    ) throws(StorageError) {
        guard let header = batch.header else { return }
        var breach: ProducerReplay.Breach?
        if !header.attributes.isControl {
            breach = partition.replay.take(header)
        } else if case .marker(let isCommit, let epoch)? = outcome.control {
            let (ended, found) = partition.replay.take(
                header, marker: isCommit, coordinatorEpoch: epoch)
            breach = found
            try transactionIndex?.take(ended, at: header.baseOffset)
        } else if outcome.isPassedOver {
            // A marker that was not read: what is open is no longer known.
            partition.replay.forget()
        }
        if let breach {
            log.add(
                Finding(
                    breach.rule, path: path, position: batch.frame.position,
                    offset: header.baseOffset, reason: breach.reason))
        }
    }

    /// Damaged batches with something sound behind them are rot; at the end of a log that was not
    /// stopped cleanly they may never have been written whole.
    private func settleSuspects(before sound: BatchFrame?) {
        guard let first = suspects.first, !hasTail else { return }
        defer { suspects = [] }
        if sound == nil && isRecoverable(at: first.frame.position) {
            addTail(
                SegmentTail(
                    position: first.frame.position,
                    bytes: reader.file.size - first.frame.position,
                    cause: .malformed(first.breach.reason)))
            return
        }
        for suspect in suspects {
            reportCutting(
                finding(suspect.breach, suspect.frame), at: suspect.frame.position)
        }
        partition.replay.forget()
    }

    private func takeTail(_ tail: SegmentTail) {
        if let first = suspects.first, isRecoverable(at: first.frame.position) {
            suspects = []
            addTail(
                SegmentTail(
                    position: first.frame.position,
                    bytes: reader.file.size - first.frame.position,
                    cause: .malformed(first.breach.reason)))
            return
        }
        settleSuspects(before: nil)
        addTail(tail)
    }

    /// Whether recovery would cut at `position` and nothing that was safe would go.
    private func isRecoverable(at position: Int64) -> Bool {
        guard !isClosed, partition.mayHaveTail else { return false }
        let next = partition.nextOffset ?? base
        return (partition.folder.marks.recoveryPoint ?? 0) <= next
    }

    private func addTail(_ tail: SegmentTail) {
        hasTail = true
        var severity: Finding.Severity = .violation
        if isRecoverable(at: tail.position) {
            severity = options.isLive || tail.cause == .zeros ? .note : .tail
        }
        var finding = Finding(
            "L7", severity, path: path, position: tail.position, offset: partition.nextOffset,
            reason: "\(tail.reason); \(Quantity.text(tail.bytes, "byte"))"
                + " behind the last sound batch")
        let isLeft = !isClosed && !partition.mayHaveTail && !partition.folder.isMetadata
        // Of what cannot be read the walk knows nothing either.
        let walked = isLeft ? (try? partition.folder.walkStart(at: base)) ?? 0 : 0
        if isLeft && tail.position >= walked {
            finding.reason +=
                "; \(SegmentTail.afterCleanStop); assay log repair and assay serve cut it and keep"
                + " the bytes"
        }
        if severity == .violation {
            reportCutting(finding, at: tail.position)
        } else {
            log.add(finding)
        }
    }

    private func finishIndexes() throws(StorageError) {
        try offsetIndex?.finish(mayLag: mayLag)
        try timeIndex?.finish(
            isClosed: isClosed, mayLag: mayLag,
            mayBeStale: mayLag || !isClosed && partition.folder.isMetadata)
        try transactionIndex?.finish(mayLag: mayLag)
        log.totals.indexEntries +=
            (offsetIndex?.count ?? 0) + (timeIndex?.count ?? 0) + (transactionIndex?.count ?? 0)
    }
}

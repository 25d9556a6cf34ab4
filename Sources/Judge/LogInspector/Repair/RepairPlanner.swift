// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogContract
import Records

/// Finds out what a recovery would cut off a partition, and which of its other files do not say
/// what the log says.
package struct RepairPlanner {
    private let options: RepairOptions
    private let progress: (Int64, String) -> Void

    package init(
        _ options: RepairOptions, progress: @escaping (Int64, String) -> Void = { _, _ in }
    ) {
        self.options = options
        self.progress = progress
    }

    package func plan(_ folder: PartitionFolder) throws(StorageError) -> RepairPlan {
        var plan = RepairPlan(folder: folder)
        plan.endOffset = folder.segments.first ?? 0
        let cut = try planCut(folder, &plan)
        let kept = folder.segments.filter { base in cut.map { base <= $0 } ?? true }
        planDerived(folder, kept: kept, cutSegment: cut, &plan)
        plan.checkpoints = CheckpointCut.due(folder, end: plan.endOffset, last: kept.last)
        plan.steps += plan.checkpoints.map(\.step)
        for name in folder.unsettled where FileName(name)?.stage != .corrupt {
            plan.steps.append(
                RepairStep(
                    .leave, path: "\(folder.path)/\(name)",
                    reason: "the broker finishes or removes it when it starts"))
        }
        return plan
    }

    // MARK: The log itself

    /// The first segment that a recovery looks at; nil for none.
    private func firstSuspect(_ folder: PartitionFolder) -> Int? {
        if options.looksAtAll || folder.marks.isClean == nil { return 0 }
        if folder.marks.isClean == true { return nil }
        let point = folder.marks.recoveryPoint ?? 0
        return folder.segments.lastIndex { $0 <= point } ?? 0
    }

    /// Plans the cut, if there is one; returns the base of the segment that is cut.
    private func planCut(
        _ folder: PartitionFolder, _ plan: inout RepairPlan
    ) throws(StorageError) -> Int64? {
        let suspect = firstSuspect(folder)
        for (index, base) in folder.segments.enumerated() {
            let path = folder.file(.log, at: base)
            plan.endOffset = max(plan.endOffset, base)
            guard let suspect, index >= suspect else {
                if index == folder.segments.count - 1 {
                    plan.endOffset = try end(of: path, base: base)
                }
                continue
            }
            guard let fault = try firstFault(of: path, base: base, end: &plan.endOffset) else {
                continue
            }
            let isZeros = fault.cause == .zeros
            plan.steps.append(
                RepairStep(
                    .cut, path: path, position: fault.position, bytes: fault.bytes,
                    keptIn: isZeros ? nil : "\(path).\(fault.position).corrupt",
                    reason: fault.reason))
            for later in folder.segments[(index + 1)...] { setAside(later, of: folder, &plan) }
            return base
        }
        return nil
    }

    private func setAside(_ base: Int64, of folder: PartitionFolder, _ plan: inout RepairPlan) {
        for kind in [FileName.Kind.log, .index, .timeIndex, .transactionIndex]
        where folder.has(kind, at: base) {
            let path = folder.file(kind, at: base)
            plan.steps.append(
                RepairStep(
                    .setAside, path: path, bytes: FolderListing.size(path),
                    keptIn: path + ".corrupt", reason: "follows a segment that is cut"))
        }
    }

    /// Where a segment stops making sense, as a recovery sees it; nil when it is sound.
    private func firstFault(
        of path: String, base: Int64, end: inout Int64
    ) throws(StorageError) -> SegmentTail? {
        let reader = try SegmentReader(path)
        while true {
            switch try reader.next() {
            case .end: return nil
            case .tail(let tail): return tail
            case .batch(let batch):
                let frame = batch.frame
                progress(Int64(frame.sizeInBytes), path)
                if let reason = try fault(of: batch, reader, base: base, next: end) {
                    return SegmentTail(
                        position: frame.position, bytes: reader.file.size - frame.position,
                        cause: .malformed(reason))
                }
                end = frame.lastOffset &+ 1
            }
        }
    }

    private func fault(
        of batch: SegmentBatch, _ reader: SegmentReader, base: Int64, next: Int64
    ) throws(StorageError) -> String? {
        let frame = batch.frame
        let first = frame.magic < 2 ? frame.lastOffset : frame.baseOffset
        if first < next || frame.lastOffset < first {
            return "offset \(first) where \(next) or more is due"
        }
        if frame.lastOffset - base > Int64(Int32.max) {
            return "offset \(frame.lastOffset) is too far from the segment's base"
        }
        if let header = batch.header {
            let computed =
                batch.isWhole
                ? CRC32C.checksum(batch.bytes.dropFirst(BatchLayout.attributes))
                : try reader.checksum(of: frame)
            return computed == header.crc
                ? nil : "checksum \(header.crc) stored, \(computed) computed"
        }
        do throws(RecordError) {
            try batch.stored().checkCRC()
            return nil
        } catch {
            return "\(error.reason)"
        }
    }

    private func end(of path: String, base: Int64) throws(StorageError) -> Int64 {
        let reader = try SegmentReader(path)
        var end = base
        while case .batch(let batch) = try reader.next() { end = batch.frame.lastOffset &+ 1 }
        return end
    }

    // MARK: What is derived from it

    private func planDerived(
        _ folder: PartitionFolder, kept: [Int64], cutSegment: Int64?, _ plan: inout RepairPlan
    ) {
        var wrong: [String: String] = [:]
        let verifier = Verifier(VerifyOptions()) { finding in
            if finding.severity != .note && wrong[finding.path] == nil {
                wrong[finding.path] = finding.reason
            }
        }
        verifier.verify(folder)
        for base in kept {
            for kind in [FileName.Kind.index, .timeIndex, .transactionIndex] {
                let path = folder.file(kind, at: base)
                let isMissing = !FolderListing.exists(path)
                // The index of aborted transactions is there only where there are some.
                let needsIt = kind != .transactionIndex || wrong[path] != nil
                let isDue = base == cutSegment && !(isMissing && kind == .transactionIndex)
                guard isDue || wrong[path] != nil || isMissing && needsIt else { continue }
                plan.steps.append(
                    RepairStep(
                        .rebuild, path: path, bytes: FolderListing.size(path),
                        keptIn: isMissing ? nil : path + ".corrupt",
                        reason: wrong[path] ?? (isMissing ? "missing" : "its segment is cut")))
            }
        }
        // Damage that no recovery would come upon: cutting there loses what is sound behind it.
        for base in kept where base != cutSegment {
            let path = folder.file(.log, at: base)
            guard let reason = wrong[path] else { continue }
            plan.steps.append(
                RepairStep(
                    .leave, path: path,
                    reason: "\(reason); a replica may have the bytes, --all cuts the log here"))
        }
        for offset in folder.snapshots {
            let path = folder.file(.snapshot, at: offset)
            let isBehind = offset > plan.endOffset
            guard isBehind || wrong[path] != nil else { continue }
            plan.steps.append(
                RepairStep(
                    .setAside, path: path, bytes: FolderListing.size(path),
                    keptIn: path + ".corrupt",
                    reason: isBehind
                        ? "behind the log's end at \(plan.endOffset)" : wrong[path] ?? ""))
        }
        let epochs = "\(folder.path)/leader-epoch-checkpoint"
        if let reason = wrong[epochs] {
            plan.steps.append(
                RepairStep(
                    .rebuild, path: epochs, bytes: FolderListing.size(epochs),
                    keptIn: epochs + ".corrupt", reason: reason))
        }
    }
}

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
        let kept = folder.segments.filter { base in cut.map { base <= $0.base } ?? true }
        planDerived(folder, kept: kept, cut: cut, &plan)
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
        options.looksAtAll || folder.marks.isClean == nil ? 0 : folder.firstRecovered
    }

    /// Where a log is cut: the segment's base, and the byte in its file.
    struct Cut {
        var base: Int64
        var position: Int64
    }

    /// Plans the cut, if there is one.
    private func planCut(
        _ folder: PartitionFolder, _ plan: inout RepairPlan
    ) throws(StorageError) -> Cut? {
        let suspect = firstSuspect(folder)
        for (index, base) in folder.segments.enumerated() {
            let path = folder.file(.log, at: base)
            plan.endOffset = max(plan.endOffset, base)
            guard let suspect, index >= suspect else {
                if index == folder.segments.count - 1,
                    let tail = try cleanTail(folder, base: base, end: &plan.endOffset)
                {
                    let why =
                        folder.isMetadata
                        ? "" : "; \(SegmentTail.afterCleanStop), and assay serve cuts it too"
                    planCut(of: tail, path, why, &plan)
                    return Cut(base: base, position: tail.position)
                }
                continue
            }
            guard let fault = try firstFault(of: path, base: base, end: &plan.endOffset) else {
                continue
            }
            planCut(of: fault, path, "", &plan)
            for later in folder.segments[(index + 1)...] { setAside(later, of: folder, &plan) }
            return Cut(base: base, position: fault.position)
        }
        return nil
    }

    private func planCut(
        of tail: SegmentTail, _ path: String, _ why: String, _ plan: inout RepairPlan
    ) {
        plan.steps.append(
            RepairStep(
                .cut, path: path, position: tail.position, bytes: tail.bytes,
                keptIn: tail.cause == .zeros ? nil : "\(path).\(tail.position).corrupt",
                reason: tail.reason + why))
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
        return try firstFault(reader, end: &end) { (batch, next) throws(StorageError) in
            progress(Int64(batch.frame.sizeInBytes), path)
            return try fault(of: batch, reader, base: base, next: next)
        }
    }

    /// The same from where `reader` stands, with `fault` to judge a batch before which `next` or more
    /// is due; `end` becomes the offset behind the last batch without one.
    func firstFault(
        _ reader: SegmentReader, end: inout Int64,
        _ fault: (SegmentBatch, _ next: Int64) throws(StorageError) -> String?
    ) throws(StorageError) -> SegmentTail? {
        while true {
            switch try reader.next() {
            case .end: return nil
            case .tail(let tail): return tail
            case .batch(let batch):
                let frame = batch.frame
                if let reason = try fault(batch, end) {
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
        if let reason = misplacement(of: frame, base: base, next: next) { return reason }
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
}

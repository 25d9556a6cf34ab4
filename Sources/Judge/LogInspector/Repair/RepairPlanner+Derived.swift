// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

extension RepairPlanner {
    /// Plans what becomes of the files that are made from the log.
    func planDerived(
        _ folder: PartitionFolder, kept: [Int64], cut: Cut?, _ plan: inout RepairPlan
    ) {
        var wrong: [String: Finding] = [:]
        var expected: Finding?
        let verifier = Verifier(VerifyOptions()) { finding in
            if finding.cut != nil { expected = finding }
            if finding.severity != .note && wrong[finding.path] == nil {
                wrong[finding.path] = finding
            }
        }
        verifier.verify(folder)
        if let expected, let lost = expected.cut?.soundBatches, lost > 0,
            let index = plan.steps.firstIndex(where: {
                $0.action == .cut && $0.path == expected.path
            })
        {
            plan.steps[index].reason +=
                "; \(Quantity.text(lost, "sound batch", "sound batches")) behind it too, a replica may"
                + " have all"
        }
        planIndexes(folder, kept: kept, cut: cut, wrong, &plan)
        planLeft(folder, kept: kept, cut: cut, wrong, &plan)
        // Damage that stays ends what can be said of the files made from the log.
        let hasDamage = kept.contains { isLeft($0, of: folder, cut: cut, wrong) }
        for offset in folder.snapshots {
            let path = folder.file(.snapshot, at: offset)
            let isBehind = offset > plan.endOffset
            guard isBehind || !hasDamage && wrong[path] != nil else { continue }
            plan.steps.append(
                RepairStep(
                    .setAside, path: path, bytes: FolderListing.size(path),
                    keptIn: path + ".corrupt",
                    reason: isBehind
                        ? "behind the log's end at \(plan.endOffset)" : wrong[path]?.reason ?? ""))
        }
        let epochs = "\(folder.path)/leader-epoch-checkpoint"
        if !hasDamage, let finding = wrong[epochs] {
            plan.steps.append(
                RepairStep(
                    .rebuild, path: epochs, bytes: FolderListing.size(epochs),
                    keptIn: epochs + ".corrupt", reason: finding.reason))
        }
    }

    /// Whether a segment has damage that no recovery would come upon, and that stays.
    private func isLeft(
        _ base: Int64, of folder: PartitionFolder, cut: Cut?, _ wrong: [String: Finding]
    ) -> Bool {
        base != cut?.base && wrong[folder.file(.log, at: base)] != nil
    }

    private func planIndexes(
        _ folder: PartitionFolder, kept: [Int64], cut: Cut?, _ wrong: [String: Finding],
        _ plan: inout RepairPlan
    ) {
        for base in kept {
            let stays = isLeft(base, of: folder, cut: cut, wrong)
            for kind in [FileName.Kind.index, .timeIndex, .transactionIndex] {
                let path = folder.file(kind, at: base)
                let isMissing = !FolderListing.exists(path)
                // The index of aborted transactions is there only where there are some.
                let needsIt = kind != .transactionIndex || wrong[path] != nil
                let isDue = base == cut?.base && !(isMissing && kind == .transactionIndex)
                let isWrong = !stays && wrong[path] != nil
                guard isDue || isWrong || isMissing && needsIt else { continue }
                plan.steps.append(
                    RepairStep(
                        .rebuild, path: path, bytes: FolderListing.size(path),
                        keptIn: isMissing ? nil : path + ".corrupt",
                        reason: wrong[path]?.reason
                            ?? (isMissing ? "missing" : "its segment is cut")))
            }
        }
    }

    /// Plans nothing for damage that no recovery would come upon: cutting there loses what is sound
    /// behind it.
    private func planLeft(
        _ folder: PartitionFolder, kept: [Int64], cut: Cut?, _ wrong: [String: Finding],
        _ plan: inout RepairPlan
    ) {
        for base in kept {
            let path = folder.file(.log, at: base)
            guard let finding = wrong[path] else { continue }
            if let cut, cut.base == base, finding.position ?? 0 >= cut.position { continue }
            // A broker makes an index anew by reading its segment, which it cuts at damage
            // (`LogSegment.recover`).
            let isReadAnew = [FileName.Kind.index, .timeIndex].contains {
                !folder.has($0, at: base)
            }
            plan.steps.append(
                RepairStep(
                    .leave, path: path,
                    reason: "\(finding.reason); a replica may have the bytes, --all cuts the log"
                        + " here"
                        + (isReadAnew ? ", and so does a start while an index is missing" : "")))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogContract

/// Does what a plan says; nothing is destroyed but zeros.
package struct Repairer {
    private let options: RepairOptions

    package init(_ options: RepairOptions) { self.options = options }

    /// Applies `plan` and returns the steps as they were done, with the names that were free.
    package func apply(_ plan: RepairPlan) throws(StorageError) -> [RepairStep] {
        var done: [RepairStep] = []
        var rebuilt: [String: Int] = [:]
        for step in plan.steps {
            var step = step
            step.keptIn = step.keptIn.map { OutputFile.free($0) }
            switch step.action {
            case .leave: break
            case .cut: try cut(step)
            case .setAside: try setAside(step)
            case .rebuild: rebuilt[step.path] = done.count
            }
            done.append(step)
        }
        if !rebuilt.isEmpty { try rebuild(plan.folder, rebuilt, &done) }
        for checkpoint in plan.checkpoints { try checkpoint.apply() }
        return done
    }

    private func cut(_ step: RepairStep) throws(StorageError) {
        guard let position = step.position else { return }
        // The copy is on the disk before the bytes go.
        if let keptIn = step.keptIn {
            try OutputFile.copyTail(of: step.path, from: position, to: keptIn)
        }
        try OutputFile.truncate(step.path, to: position)
    }

    private func setAside(_ step: RepairStep) throws(StorageError) {
        guard let keptIn = step.keptIn else { return }
        try OutputFile.rename(step.path, to: keptIn)
    }

    /// Makes the files anew whose steps `rebuilt` finds by path; the old one stays where the new one
    /// would lack something.
    private func rebuild(
        _ folder: PartitionFolder, _ rebuilt: [String: Int], _ steps: inout [RepairStep]
    ) throws(StorageError) {
        let builder = DerivedFileBuilder(folder, options)
        try builder.run(
            isWanted: { base in
                [FileName.Kind.index, .timeIndex, .transactionIndex].contains {
                    rebuilt[folder.file($0, at: base)] != nil
                }
            },
            write: { (base, kind, bytes) throws(StorageError) in
                let path = folder.file(kind, at: base)
                guard let index = rebuilt[path] else { return }
                if kind == .transactionIndex && builder.isOverfull {
                    // Without its entry an aborted transaction would be read as a committed one.
                    steps[index] = RepairStep(
                        .leave, path: path,
                        reason: "\(steps[index].reason); more than \(options.transactionsMax)"
                            + " transactions are open at once, too many to make it anew")
                    return
                }
                try setAside(steps[index])
                // An index of aborted transactions without any is no file at all.
                guard kind != .transactionIndex || !bytes.isEmpty else { return }
                try OutputFile.replace(path, with: bytes)
            })
        let epochs = "\(folder.path)/leader-epoch-checkpoint"
        if let index = rebuilt[epochs] {
            try setAside(steps[index])
            try OutputFile.replace(epochs, with: ByteSlice(utf8: builder.epochText))
        }
    }
}

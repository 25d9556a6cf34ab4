// SPDX-License-Identifier: Apache-2.0

/// What a repair of one partition comes to; nothing was changed to make it.
package struct RepairPlan: Sendable {
    package var folder: PartitionFolder
    package var steps: [RepairStep] = []
    /// The log's end after the repair.
    package var endOffset: Int64 = 0

    /// Checkpoints of the directory that say more of the log than it has.
    var checkpoints: [CheckpointCut] = []

    /// Whether anything is to be done.
    package var changesAnything: Bool { steps.contains { $0.action != .leave } }

    package init(folder: PartitionFolder) { self.folder = folder }
}

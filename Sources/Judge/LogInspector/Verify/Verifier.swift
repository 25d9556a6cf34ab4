// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Records

/// Verifies logs file by file and says what is wrong, with file and position.
///
/// Every file is read once, from the front, through a window: memory does not grow with the files.
package final class Verifier {
    private let options: VerifyOptions
    private let codecs = RecordCodecs()
    private let log: FindingLog
    /// Called as bytes are passed: how many since the last call, and the file.
    private let progress: (Int64, String) -> Void

    /// `found` hears every finding as it comes.
    package init(
        _ options: VerifyOptions, progress: @escaping (Int64, String) -> Void = { _, _ in },
        found: @escaping (Finding) -> Void
    ) {
        self.options = options
        self.progress = progress
        log = FindingLog(perRuleMax: options.findingsPerRuleMax, sink: found)
    }

    package var totals: VerifyTotals { log.totals }

    /// Verifies a partition.
    package func verify(_ folder: PartitionFolder) {
        PartitionCheck(
            folder, options: options, codecs: codecs, log: log, progress: progress
        ).run()
        log.endPartition()
    }

    /// Verifies everything below `paths`.
    package func verify(_ paths: [String]) throws(StorageError) {
        for path in try InspectionTarget.expanded(paths) {
            if case .directory(let directory) = try InspectionTarget(path) { verify(directory) }
        }
        for folder in try InspectionTarget.partitions(of: paths) { verify(folder) }
    }

    /// What stands in a log directory beside the partitions.
    private func verify(_ directory: LogDirectory) {
        for fault in directory.faults {
            log.add(
                Finding("L10", path: fault.path, position: fault.position, reason: fault.found))
        }
        log.endPartition()
    }

    /// Holds replicas of one partition against each other.
    package func compare(_ replicas: [PartitionFolder]) {
        for other in replicas.dropFirst() {
            do throws(StorageError) {
                try ReplicaComparison(
                    replicas[0], other, options: options, codecs: codecs, log: log
                ).run()
            } catch {
                let isGone = options.isLive && error.code == .missing
                log.add(
                    Finding(
                        "R2", isGone ? .note : .violation, path: error.path,
                        position: error.position,
                        reason: "\(error.operation): \(error.found)"))
            }
        }
        log.endPartition()
    }
}

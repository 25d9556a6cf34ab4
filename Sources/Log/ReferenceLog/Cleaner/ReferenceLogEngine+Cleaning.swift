// SPDX-License-Identifier: Apache-2.0

package import LogContract

extension ReferenceLogEngine {
    /// Compacts one log now, whether or not a round is due: what is dirty up to where compaction
    /// may go and the map reaches, and the tombstones and markers that had their time.
    ///
    /// nil when the round was abandoned. A log that cannot be cleaned is an error, and is left as
    /// it was.
    @discardableResult
    package func clean(_ partition: TopicPartition) throws(StorageError) -> CleaningSummary? {
        try context.checkOnline()
        guard let log = logs[partition] as? ReferencePartitionLog else {
            throw StorageError(.missing, operation: "clean", path: "\(directory)/\(partition)")
        }
        do {
            return try cleaner.clean(log)
        } catch {
            if error.code == .io { context.note(error) }
            throw error
        }
    }

    /// Logs that compaction gave up on, and why.
    package var uncleanablePartitions: [TopicPartition: StorageError] { cleaner.uncleanable }
}

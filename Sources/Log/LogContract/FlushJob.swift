// SPDX-License-Identifier: Apache-2.0

/// Work that waits for a disk: taken from an engine, run anywhere, its outcome handed back.
///
/// An engine has no threads and never blocks its owner for a flush. A broker runs the job on a
/// worker while it goes on; a test or a simulation runs it on the spot. One job of an engine is
/// under way at a time, and what is written meanwhile waits for the next.
package struct FlushJob: Sendable {
    /// Tells the jobs of one engine apart.
    package let number: UInt64
    /// The logs whose `durableOffset` may rise by it.
    package let partitions: [TopicPartition]
    private let work: @Sendable () throws(StorageError) -> Void

    package init(
        number: UInt64, partitions: [TopicPartition],
        work: @escaping @Sendable () throws(StorageError) -> Void
    ) {
        self.number = number
        self.partitions = partitions
        self.work = work
    }

    /// Does the work, on whichever thread; nil when everything is on the disk.
    package func run() -> StorageError? {
        do {
            try work()
            return nil
        } catch {
            return error
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A log on disk that belongs to no topic, and where it was put.
package struct StrayLog: Hashable, Sendable {
    package var partition: TopicPartition
    /// The directory that holds it now.
    package var keptIn: String

    package init(partition: TopicPartition, keptIn: String) {
        self.partition = partition
        self.keptIn = keptIn
    }
}

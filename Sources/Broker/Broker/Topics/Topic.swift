// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A topic with its partitions, all of them led here.
final class Topic {
    let record: TopicRecord
    let partitions: [Partition]

    init(_ record: TopicRecord, partitions: [Partition]) {
        self.record = record
        self.partitions = partitions
    }

    var name: String { record.name }
    var id: Uuid { record.id }

    /// Nil when there is no partition of that number.
    func partition(_ index: Int32) -> Partition? {
        index >= 0 && Int(index) < partitions.count ? partitions[Int(index)] : nil
    }
}

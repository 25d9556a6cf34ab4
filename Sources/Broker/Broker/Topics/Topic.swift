// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A topic with its partitions, all of them led here.
final class Topic {
    private(set) var record: TopicRecord
    private(set) var partitions: [Partition]

    init(_ record: TopicRecord, partitions: [Partition]) {
        self.record = record
        self.partitions = partitions
    }

    var name: String { record.name }
    var id: Uuid { record.id }

    /// Takes over a changed record, with the partitions it has more than the old one.
    func change(to record: TopicRecord, adding added: [Partition] = []) {
        self.record = record
        partitions += added
    }

    /// Nil when there is no partition of that number.
    func partition(_ index: Int32) -> Partition? {
        index >= 0 && Int(index) < partitions.count ? partitions[Int(index)] : nil
    }
}

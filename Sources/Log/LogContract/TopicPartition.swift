// SPDX-License-Identifier: Apache-2.0

/// One partition of one topic, named as its directory is: `<topic>-<partition>`.
package struct TopicPartition: Hashable, Sendable {
    package let topic: String
    package let partition: Int32

    package init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }
}

extension TopicPartition: CustomStringConvertible {
    package var description: String { "\(topic)-\(partition)" }
}

extension TopicPartition: Comparable {
    package static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

extension TopicPartition {
    package static let topicBytesMax = 249

    /// Whether Kafka lets a topic have this name.
    package static func isLegal(topic name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= topicBytesMax
            && name.utf8.allSatisfy(isLegal(topicByte:))
    }

    /// Whether a topic's name may hold this byte: a letter, a digit, '.', '_' or '-'.
    package static func isLegal(topicByte byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import LogContract

/// The rules for names of topics (`org.apache.kafka.common.internals.Topic`).
enum TopicName {
    static let bytesMax = TopicPartition.topicBytesMax

    /// What is wrong with `name`, nil when nothing is.
    static func problem(with name: String) -> String? {
        if name.isEmpty { return "a topic name cannot be empty" }
        if name == "." || name == ".." { return "a topic cannot be named '\(name)'" }
        if name.utf8.count > bytesMax {
            return "a topic name has at most \(bytesMax) characters, not \(name.utf8.count)"
        }
        if !name.utf8.allSatisfy(TopicPartition.isLegal(topicByte:)) {
            return "topic name '\(name)' has characters other than letters, digits, '.', '_', '-'"
        }
        return nil
    }

    /// Names that differ only in '.' and '_' would share the name of a metric.
    static func collisionKey(_ name: String) -> String {
        String(name.map { $0 == "." ? "_" : $0 })
    }

    /// Kafka's own topics.
    static func isInternal(_ name: String) -> Bool {
        name == "__consumer_offsets" || name == "__transaction_state"
            || name == "__share_group_state"
    }
}

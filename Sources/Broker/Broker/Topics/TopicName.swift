// SPDX-License-Identifier: Apache-2.0

/// The rules for names of topics (`org.apache.kafka.common.internals.Topic`).
enum TopicName {
    static let bytesMax = 249

    /// What is wrong with `name`, nil when nothing is.
    static func problem(with name: String) -> String? {
        if name.isEmpty { return "a topic name cannot be empty" }
        if name == "." || name == ".." { return "a topic cannot be named '\(name)'" }
        if name.utf8.count > bytesMax {
            return "a topic name has at most \(bytesMax) characters, not \(name.utf8.count)"
        }
        if !name.utf8.allSatisfy(isLegal) {
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

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

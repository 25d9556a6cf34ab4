// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Names of files and directories as Kafka forms them (`LogFileUtils`, `LocalLog`).
enum LogNames {
    static let cleanShutdown = ".kafka_cleanshutdown"
    static let lock = ".lock"
    static let metaProperties = "meta.properties"
    static let partitionMetadata = "partition.metadata"
    static let leaderEpochs = "leader-epoch-checkpoint"
    static let deletedSuffix = ".deleted"
    static let cleanedSuffix = ".cleaned"
    static let swapSuffix = ".swap"

    /// A segment's base leaves room for all the offsets it can hold and for the log's end.
    static let baseOffsetMax = Int64.max - Int64(Int32.max) - 1

    /// `offset` in the 20 digits that begin a file's name.
    static func padded(_ offset: Int64) -> String {
        let digits = String(offset)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }

    /// The offset in a name like `00000000000000000042.log`, when it has this suffix and is one
    /// that a segment can begin with.
    static func offset(in name: String, suffix: String) -> Int64? {
        guard name.hasSuffix(suffix) else { return nil }
        let digits = name.dropLast(suffix.count)
        guard digits.utf8.count == 20, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(digits).flatMap { $0 <= baseOffsetMax ? $0 : nil }
    }

    /// The partition whose directory has this name; nil for anything else, directories on their
    /// way out included.
    static func partition(of directory: String) -> TopicPartition? {
        guard let dash = directory.lastIndex(of: "-"), dash != directory.startIndex else {
            return nil
        }
        let digits = directory[directory.index(after: dash)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let partition = Int32(digits)
        else { return nil }
        return TopicPartition(topic: String(directory[..<dash]), partition: partition)
    }

    /// Whether a directory waits to be removed: `<topic>-<p>.<32 digits>-delete`.
    static func isDeleted(_ directory: String) -> Bool {
        directory.hasSuffix("-delete") && directory.contains(".")
    }

    /// The name a partition's directory goes by until its files are gone; cut to the 255 bytes a
    /// file system allows, as Kafka cuts it.
    static func deletedDirectory(_ partition: TopicPartition, unique: String) -> String {
        let tail = "-\(partition.partition).\(unique)-delete"
        return String(partition.topic.prefix(255 - tail.utf8.count)) + tail
    }
}

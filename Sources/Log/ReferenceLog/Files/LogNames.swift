// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Names of files and directories as Kafka forms them (`LogFileUtils`, `LocalLog`).
enum LogNames {
    static let cleanShutdown = ".kafka_cleanshutdown"
    static let lock = ".lock"
    static let metaProperties = "meta.properties"
    static let metadataTopic = "__cluster_metadata"
    static let partitionMetadata = "partition.metadata"
    static let leaderEpochs = "leader-epoch-checkpoint"
    static let deletedSuffix = ".deleted"
    static let cleanedSuffix = ".cleaned"
    static let swapSuffix = ".swap"
    /// Ours: what recovery could not trust is kept under names that end so.
    static let corruptSuffix = ".corrupt"

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
        guard let parts = parts(of: name), parts.suffix == suffix else { return nil }
        return parts.offset
    }

    /// The offset that begins a name and everything behind its 20 digits.
    static func parts(of name: String) -> (offset: Int64, suffix: Substring)? {
        let digits = name.utf8.prefix(20)
        guard digits.count == 20, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let offset = Int64(name[..<digits.endIndex])
        else { return nil }
        return offset <= baseOffsetMax ? (offset, name[digits.endIndex...]) : nil
    }

    /// The partition whose directory has this name; nil for anything else, directories on their
    /// way out included.
    static func partition(of directory: String) -> TopicPartition? {
        guard let dash = directory.lastIndex(of: "-"), dash != directory.startIndex else {
            return nil
        }
        let digits = directory[directory.index(after: dash)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let partition = Int32(digits), String(partition) == digits
        else { return nil }
        return TopicPartition(topic: String(directory[..<dash]), partition: partition)
    }

    /// Whether a directory waits to be removed: `<topic>-<p>.<32 digits>-delete`.
    static func isDeleted(_ directory: String) -> Bool { isMarked(directory, "-delete") }

    /// Whether a directory was set aside because no topic owns it: `<topic>-<p>.<32 digits>-stray`.
    static func isStray(_ directory: String) -> Bool { isMarked(directory, "-stray") }

    /// Whether a directory is a replica on its way between disks: `<topic>-<p>.<32 digits>-future`.
    static func isFuture(_ directory: String) -> Bool { isMarked(directory, "-future") }

    /// The partition of a replica on its way between disks; nil for anything else.
    static func future(_ directory: String) -> TopicPartition? {
        guard isFuture(directory), let dot = directory.lastIndex(of: ".") else { return nil }
        return partition(of: String(directory[..<dot]))
    }

    private static func isMarked(_ directory: String, _ mark: String) -> Bool {
        guard directory.hasSuffix(mark) else { return false }
        let stem = directory.dropLast(mark.count)
        guard let dot = stem.lastIndex(of: ".") else { return false }
        let unique = stem[stem.index(after: dot)...].utf8
        let isHexadecimal = unique.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
        return unique.count == 32 && isHexadecimal
            && partition(of: String(stem[..<dot])) != nil
    }

    /// The name a partition's directory goes by until its files are gone; cut to the 255 bytes a
    /// file system allows, as Kafka cuts it.
    static func deletedDirectory(_ partition: TopicPartition, unique: String) -> String {
        marked(partition, unique: unique, "-delete")
    }

    /// The name of a partition's directory that no topic owns, cut likewise.
    static func strayDirectory(_ partition: TopicPartition, unique: String) -> String {
        marked(partition, unique: unique, "-stray")
    }

    private static func marked(
        _ partition: TopicPartition, unique: String, _ mark: String
    ) -> String {
        let tail = "-\(partition.partition).\(unique)\(mark)"
        return String(partition.topic.prefix(255 - tail.utf8.count)) + tail
    }
}

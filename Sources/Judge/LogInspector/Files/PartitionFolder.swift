// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// The folder of one replica of one partition, or the files of one that were named singly.
package struct PartitionFolder: Sendable {
    package let path: String
    /// From the folder's name; nil when it has another.
    package let partition: TopicPartition?
    /// Whether these are all files of the folder, and not some that were named singly.
    package let isWhole: Bool
    /// The folder's name, also where the path does not end in it.
    private let name: String
    /// What the folder's name says that it is to its broker.
    package let standing: PartitionStanding
    /// Base offsets of the `.log` files, rising.
    package let segments: [Int64]
    /// Offsets of the producer snapshots, rising.
    package let snapshots: [Int64]
    /// Names of files that are about to go or to come, or were set aside.
    package let unsettled: [String]
    /// Every name that means something, sorted.
    package let names: [String]
    /// What the log directory around it says of this partition.
    package let marks: PartitionMarks

    /// Reads the names in `path`, or takes `names` of them only.
    package init(
        _ path: String, names chosen: [String]? = nil, marks: PartitionMarks = PartitionMarks()
    ) throws(StorageError) {
        let all = if let chosen { chosen.sorted() } else { try FolderListing.names(path) }
        self.path = path
        self.marks = marks
        isWhole = chosen == nil
        let candidates =
            LogDirectory.around(path).map(\.folder)
            + [path, FolderListing.resolved(path)].map { FolderListing.lastPart($0) }
        name = candidates.first { FileName.partition(of: $0) != nil } ?? ""
        standing = FileName.standing(of: name)
        partition = FileName.partition(of: name).map {
            TopicPartition(topic: $0.topic, partition: $0.partition)
        }
        var segments: [Int64] = []
        var snapshots: [Int64] = []
        var unsettled: [String] = []
        var names: [String] = []
        for name in all {
            guard let meaning = FileName(name) else { continue }
            names.append(name)
            guard meaning.stage == .live else {
                unsettled.append(name)
                continue
            }
            if meaning.kind == .log, let offset = meaning.offset { segments.append(offset) }
            if meaning.kind == .snapshot, let offset = meaning.offset { snapshots.append(offset) }
        }
        self.segments = segments.sorted()
        self.snapshots = snapshots.sorted()
        self.unsettled = unsettled
        self.names = names
    }

    /// The place of a segment's file.
    package func file(_ kind: FileName.Kind, at offset: Int64) -> String {
        "\(path)/\(FileName.padded(offset)).\(kind.rawValue)"
    }

    /// Whether the segment has this file.
    package func has(_ kind: FileName.Kind, at offset: Int64) -> Bool {
        FolderListing.exists(file(kind, at: offset))
    }

    /// Index of the first segment that a broker reads whole when it opens the log, as it does behind
    /// an unclean stop from the recovery point on; nil for none.
    var firstRecovered: Int? {
        if marks.isClean == true { return nil }
        let point = marks.recoveryPoint ?? 0
        return segments.lastIndex { $0 <= point } ?? 0
    }

    /// Whether it is the metadata log of KRaft, which Kafka recovers at every start
    /// (`KafkaRaftLog`): the mark of a clean stop does not speak of it.
    var isMetadata: Bool { partition?.topic == "__cluster_metadata" }

    /// Bytes of all its `.log` files.
    package var logBytes: Int64 {
        segments.reduce(0) { $0 + FolderListing.size(file(.log, at: $1)) }
    }

    /// What people call it: the folder's name where that is a partition's, else the path.
    package var title: String { partition == nil ? path : name }
}

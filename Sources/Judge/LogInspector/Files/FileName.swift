// SPDX-License-Identifier: Apache-2.0

/// What a name in a log directory says: which kind of file, its offset, and what is about to become
/// of it (Kafka's `LogFileUtils`, `Snapshots`, `CheckpointFile`).
package struct FileName: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case log
        case index
        case timeIndex = "timeindex"
        case transactionIndex = "txnindex"
        case snapshot
        /// A KRaft snapshot of the metadata log: batches, as in a `.log`.
        case metadataSnapshot = "checkpoint"
        case leaderEpochs = "leader-epoch-checkpoint"
        /// One of the four checkpoints of an offset for each partition.
        case offsets = "offset-checkpoint"
        case partitionMetadata = "partition.metadata"
        case metaProperties = "meta.properties"
        case cleanShutdown = "clean-shutdown"
        case quorumState = "quorum-state"
    }

    /// Where in its life a file is.
    package enum Stage: String, Hashable, Sendable {
        case live
        /// Waits to be unlinked.
        case deleted
        /// Output of a compaction that was not committed.
        case cleaned
        /// Output of a compaction that was.
        case swap
        /// Set aside by a recovery or a repair.
        case corrupt
        /// Was being written when something stopped.
        case temporary = "tmp"
    }

    package let kind: Kind
    /// Of a segment's files and snapshots.
    package let offset: Int64?
    package let stage: Stage

    /// Whether such a file stands in the folder of a partition, rather than beside it.
    package var isOfPartition: Bool {
        switch kind {
        case .offsets, .metaProperties, .cleanShutdown: false
        default: true
        }
    }

    /// Reads a file's name, without its folder; nil for names that mean nothing here.
    package init?(_ name: String) {
        var rest = Substring(name)
        stage = Self.strip(&rest)
        if stage == .corrupt { Self.stripNumbers(&rest) }
        switch rest {
        case "leader-epoch-checkpoint": (kind, offset) = (.leaderEpochs, nil)
        case "partition.metadata": (kind, offset) = (.partitionMetadata, nil)
        case "meta.properties": (kind, offset) = (.metaProperties, nil)
        case ".kafka_cleanshutdown": (kind, offset) = (.cleanShutdown, nil)
        case "quorum-state": (kind, offset) = (.quorumState, nil)
        case "bootstrap.checkpoint": (kind, offset) = (.metadataSnapshot, 0)
        case _ where rest.hasSuffix("-offset-checkpoint"): (kind, offset) = (.offsets, nil)
        default:
            guard let dot = rest.lastIndex(of: "."),
                let found = Kind(rawValue: String(rest[rest.index(after: dot)...])),
                let number = Self.offset(rest[..<dot], of: found)
            else { return nil }
            (kind, offset) = (found, number)
        }
    }

    private static func strip(_ name: inout Substring) -> Stage {
        for stage in [Stage.deleted, .cleaned, .swap, .corrupt, .temporary]
        where name.hasSuffix("." + stage.rawValue) {
            name = name.dropLast(stage.rawValue.count + 1)
            return stage
        }
        return .live
    }

    /// Takes off what a recovery or a repair adds to a name to tell it from others: the position at
    /// which a segment was cut (`….log.8192.corrupt`), and a number when that name was taken.
    private static func stripNumbers(_ name: inout Substring) {
        while let dot = name.lastIndex(of: "."), dot != name.startIndex {
            let digits = name[name.index(after: dot)...]
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return
            }
            name = name[..<dot]
        }
    }

    /// The offset in a stem: 20 digits, of a metadata snapshot with `-` and 10 digits of an epoch.
    private static func offset(_ stem: Substring, of kind: Kind) -> Int64? {
        var digits = stem
        switch kind {
        case .log, .index, .timeIndex, .transactionIndex, .snapshot: break
        case .metadataSnapshot:
            guard stem.utf8.count == 31, let dash = stem.lastIndex(of: "-") else { return nil }
            digits = stem[..<dash]
        default: return nil
        }
        guard digits.utf8.count == 20, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(digits)
    }

    /// `offset` in the 20 digits that begin a segment's names.
    package static func padded(_ offset: Int64) -> String {
        let digits = String(offset)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }

    /// What the end of a partition folder's name says of it.
    package static func standing(of folder: String) -> PartitionStanding {
        PartitionStanding.allCases.first { $0 != .live && folder.hasSuffix("-\($0.rawValue)") }
            ?? .live
    }

    /// The partition whose folder has this name, those on their way out included
    /// (`orders-0.0123…-delete`); nil for anything else.
    package static func partition(of folder: String) -> (topic: String, partition: Int32)? {
        var name = Substring(folder)
        if standing(of: folder) != .live {
            guard let dot = name.lastIndex(of: ".") else { return nil }
            name = name[..<dot]
        }
        guard let dash = name.lastIndex(of: "-"), dash != name.startIndex else { return nil }
        let digits = name[name.index(after: dash)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let partition = Int32(digits)
        else { return nil }
        return (String(name[..<dash]), partition)
    }
}

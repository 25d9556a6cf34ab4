// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// A log directory (one of `log.dirs`): its partitions, and the checkpoints beside them.
package struct LogDirectory: Sendable {
    package let path: String
    /// Whether the last stop was a clean one.
    package let isClean: Bool
    /// Names of the files in the directory itself that mean something.
    package let names: [String]
    /// Names of the partitions' folders, sorted.
    package let folders: [String]
    /// Checkpoints that could not be read, with why.
    package let faults: [StorageError]
    private let checkpoints: [String: [TopicPartition: Int64]]

    static let recoveryPoints = "recovery-point-offset-checkpoint"
    static let logStarts = "log-start-offset-checkpoint"
    static let highWatermarks = "replication-offset-checkpoint"
    static let cleaner = "cleaner-offset-checkpoint"

    package init(_ path: String) throws(StorageError) {
        let all = try FolderListing.names(path)
        self.path = path
        names = all.filter { FileName($0) != nil && !FolderListing.isFolder("\(path)/\($0)") }
        let isMarked = Self.isMarked(path)
        folders = all.filter { Self.isPartition($0, in: path, isMarked: isMarked) }
        let partitions = Set(
            folders.compactMap { FileName.partition(of: $0) }.map {
                TopicPartition(topic: $0.topic, partition: $0.partition)
            })
        isClean = all.contains(".kafka_cleanshutdown")
        var checkpoints: [String: [TopicPartition: Int64]] = [:]
        var faults: [StorageError] = []
        for name in [Self.recoveryPoints, Self.logStarts, Self.highWatermarks, Self.cleaner]
        where all.contains(name) {
            do throws(StorageError) {
                checkpoints[name] = try OffsetCheckpointText.offsets(
                    in: "\(path)/\(name)", of: partitions)
            } catch {
                faults.append(error)
            }
        }
        self.checkpoints = checkpoints
        self.faults = faults
    }

    /// Whether `path` looks like a log directory rather than a partition's folder.
    static func isOne(_ path: String) throws(StorageError) -> Bool {
        if isMarked(path) { return true }
        return try FolderListing.names(path).contains { isPartition($0, in: path, isMarked: false) }
    }

    /// Whether `name` in `path` is a partition's folder: in a directory that `isMarked` as a
    /// broker's its name shows that, anywhere else it has to hold a file of a log.
    private static func isPartition(_ name: String, in path: String, isMarked: Bool) -> Bool {
        guard FileName.partition(of: name) != nil else { return false }
        let folder = "\(path)/\(name)"
        guard FolderListing.isFolder(folder) else { return false }
        if isMarked { return true }
        let names = (try? FolderListing.names(folder)) ?? []
        return names.contains { FileName($0)?.isOfPartition == true }
    }

    /// A log directory around a partition's folder, and the folder's name in it.
    struct Surrounding: Hashable {
        var directory: String
        var folder: String
    }

    /// The log directories around the folder at `path`: the one it really is in, and the one that
    /// holds a link to it.
    ///
    /// The text of the path alone shows neither: it may be `.` or a link.
    static func around(_ path: String) -> [Surrounding] {
        let real = FolderListing.resolved(path)
        var all = [
            Surrounding(
                directory: FolderListing.parent(real), folder: FolderListing.lastPart(real))
        ]
        let name = FolderListing.lastPart(path)
        if name != "." && name != ".." {
            let written = Surrounding(
                directory: FolderListing.resolved(FolderListing.parent(path)), folder: name)
            if written != all[0] { all.append(written) }
        }
        return all.filter { isMarked($0.directory) }
    }

    /// Whether a broker left in `path` what it leaves in log directories only.
    private static func isMarked(_ path: String) -> Bool {
        ["meta.properties", ".lock", recoveryPoints].contains {
            FolderListing.exists("\(path)/\($0)")
        }
    }

    /// What the checkpoints say of one partition.
    package func marks(of partition: TopicPartition) -> PartitionMarks {
        var marks = PartitionMarks()
        marks.isClean = isClean
        marks.recoveryPoint = checkpoints[Self.recoveryPoints]?[partition]
        marks.logStart = checkpoints[Self.logStarts]?[partition]
        marks.highWatermark = checkpoints[Self.highWatermarks]?[partition]
        marks.firstDirty = checkpoints[Self.cleaner]?[partition]
        return marks
    }

    /// The partition whose folder is called `name`, with its marks; nil when a running broker
    /// deleted or renamed it since the directory was listed.
    package func partition(_ name: String) throws(StorageError) -> PartitionFolder? {
        do throws(StorageError) {
            return try PartitionFolder("\(path)/\(name)", marks: marks(ofFolder: name))
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// What the checkpoints say of the log in a folder; they speak of the served one only.
    func marks(ofFolder name: String) -> PartitionMarks {
        guard let found = FileName.partition(of: name) else { return PartitionMarks() }
        if FileName.standing(of: name) == .live {
            return marks(of: TopicPartition(topic: found.topic, partition: found.partition))
        }
        var marks = PartitionMarks()
        marks.isClean = isClean
        return marks
    }
}

// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Records

/// What a user's PATH turned out to be.
package enum InspectionTarget: Sendable {
    /// A whole log directory.
    case directory(LogDirectory)
    /// One partition's folder.
    case partition(PartitionFolder)
    /// One file.
    case file(String)

    /// Looks at `path`: a folder of partitions, a folder of segments, or a file; fails where nothing
    /// of a log is there.
    package init(_ path: String) throws(StorageError) {
        var path = path
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        guard FolderListing.exists(path) else {
            throw StorageError(.missing, operation: "open", path: path, found: "no such file")
        }
        guard FolderListing.isFolder(path) else {
            if FileName(FolderListing.lastPart(path)) == nil {
                guard try Self.isSegment(path) else { throw Self.nothing(at: path) }
            }
            self = .file(path)
            return
        }
        if try LogDirectory.isOne(path) {
            self = .directory(try LogDirectory(path))
            return
        }
        self = .partition(try Self.folder(path))
    }

    private static func nothing(at path: String) -> StorageError {
        StorageError(
            .missing, operation: "look into", path: path,
            found: "nothing of a log is there; PATH is a log directory, a partition's folder or"
                + " a segment's file")
    }

    /// Whether a file of any name begins with a batch, whole or not.
    private static func isSegment(_ path: String) throws(StorageError) -> Bool {
        let reader = try SegmentReader(path)
        switch try reader.next() {
        case .batch: return true
        case .end: return false
        case .tail(let tail):
            if case .incomplete = tail.cause { return tail.bytes > BatchLayout.header }
            return false
        }
    }

    /// A partition's folder, with what the directory around it says, if it is one.
    private static func folder(_ path: String) throws(StorageError) -> PartitionFolder {
        guard let surrounding = LogDirectory.around(path).first,
            FileName.partition(of: surrounding.folder) != nil
        else {
            let folder = try PartitionFolder(path)
            guard !folder.names.isEmpty else { throw nothing(at: path) }
            return folder
        }
        let directory = try LogDirectory(surrounding.directory)
        return try PartitionFolder(path, marks: directory.marks(ofFolder: surrounding.folder))
    }

    /// `paths`, with a folder of several log directories replaced by those.
    package static func expanded(_ paths: [String]) throws(StorageError) -> [String] {
        var all: [String] = []
        for path in paths {
            guard FolderListing.isFolder(path), !FolderListing.exists("\(path)/meta.properties")
            else {
                all.append(path)
                continue
            }
            let directories = try FolderListing.names(path).map { "\(path)/\($0)" }.filter {
                FolderListing.exists("\($0)/meta.properties")
            }
            all += directories.isEmpty ? [path] : directories
        }
        return all
    }

    /// The replicas among `folders`: those of one name together, or all of them when they have none
    /// in common; groups of one are left out.
    package static func replicas(among folders: [PartitionFolder]) -> [[PartitionFolder]] {
        var names: [String] = []
        var groups: [String: [PartitionFolder]] = [:]
        for folder in folders {
            if groups[folder.title] == nil { names.append(folder.title) }
            groups[folder.title, default: []].append(folder)
        }
        let several = names.compactMap { groups[$0] }.filter { $0.count > 1 }
        return several.isEmpty && folders.count > 1 ? [folders] : several
    }

    /// The partitions of all `paths`; files named singly are put together by their folder.
    package static func partitions(
        of paths: [String]
    ) throws(StorageError) -> [PartitionFolder] {
        var folders: [PartitionFolder] = []
        var single: [(folder: String, names: [String])] = []
        for path in try expanded(paths) {
            switch try InspectionTarget(path) {
            case .directory(let directory):
                // Folders on their way out may have lost any of their files.
                for name in directory.folders where FileName.standing(of: name) != .deleted {
                    if let folder = try directory.partition(name) { folders.append(folder) }
                }
            case .partition(let folder): folders.append(folder)
            case .file(let path):
                let parent = FolderListing.parent(path)
                let name = FolderListing.lastPart(path)
                if let index = single.firstIndex(where: { $0.folder == parent }) {
                    single[index].names.append(name)
                } else {
                    single.append((parent, [name]))
                }
            }
        }
        for group in single {
            folders.append(try PartitionFolder(group.folder, names: group.names))
        }
        return folders
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Shows what stands in the files of a log, item by item, in the order of the files' names.
///
/// What cannot be read is shown as a fault; a dump goes on with the next file.
package struct Dumper {
    /// Takes an item; false ends the dump.
    package typealias Sink = (DumpItem) throws -> Bool

    let options: DumpOptions
    let codecs = RecordCodecs()

    package init(_ options: DumpOptions) { self.options = options }

    /// Dumps a file, a partition's folder or a whole log directory; false when `sink` ended it.
    @discardableResult
    package func show(_ path: String, to sink: Sink) throws -> Bool {
        switch try InspectionTarget(path) {
        case .file(let path):
            let name = FileName(FolderListing.lastPart(path))
            return try show(
                file: path,
                as: name ?? FileName("\(FileName.padded(0)).log"), topic: topic(of: path), to: sink)
        case .partition(let folder): return try show(folder, to: sink)
        case .directory(let directory):
            for name in directory.names {
                guard try show(named: name, in: directory.path, topic: nil, to: sink) else {
                    return false
                }
            }
            for name in directory.folders {
                guard let folder = try directory.partition(name) else { continue }
                guard try show(folder, to: sink) else { return false }
            }
            return true
        }
    }

    private func topic(of path: String) -> String? {
        FileName.partition(of: FolderListing.lastPart(FolderListing.parent(path)))?.topic
    }

    private func show(_ folder: PartitionFolder, to sink: Sink) throws -> Bool {
        for name in folder.names {
            if let lowest = options.filter.offsets?.lowerBound, isBelow(lowest, name, folder) {
                continue
            }
            guard
                try show(
                    named: name, in: folder.path, topic: folder.partition?.topic, to: sink)
            else { return false }
        }
        return true
    }

    /// Whether a segment ends before `offset`, so that it need not be read.
    private func isBelow(_ offset: Int64, _ name: String, _ folder: PartitionFolder) -> Bool {
        guard let meaning = FileName(name), meaning.stage == .live, let base = meaning.offset,
            let next = folder.segments.first(where: { $0 > base })
        else { return false }
        return next <= offset && meaning.kind != .snapshot
    }

    private func show(
        named name: String, in folder: String, topic: String?, to sink: Sink
    ) throws -> Bool {
        try show(file: "\(folder)/\(name)", as: FileName(name), topic: topic, to: sink)
    }

    private func show(
        file path: String, as name: FileName?, topic: String?, to sink: Sink
    ) throws -> Bool {
        guard let name, options.wants(name.kind) else { return true }
        let file = DumpedFile(
            path: path, kind: name.kind, stage: name.stage, offset: name.offset,
            bytes: FolderListing.size(path))
        guard try sink(.file(file)) else { return false }
        do {
            return try dumpContent(of: file, topic: topic, to: sink)
        } catch let error as StorageError {
            return try sink(.fault("\(error)", position: error.position))
        }
    }

    private func dumpContent(
        of file: DumpedFile, topic: String?, to sink: Sink
    ) throws -> Bool {
        let base = file.offset ?? 0
        switch file.kind {
        case .log, .metadataSnapshot:
            let decoder =
                options.decoder
                ?? (file.kind == .metadataSnapshot ? .metadata : RecordDecoder(topic: topic))
            return try SegmentDump(dumper: self, decoder: decoder).run(file.path, to: sink)
        case .index:
            return try entries(OffsetIndexEntry.self, of: file.path, to: sink) {
                .indexEntry(offset: base &+ Int64($0.relativeOffset), position: $0.position)
            }
        case .timeIndex:
            return try entries(TimeIndexEntry.self, of: file.path, to: sink) {
                .timeEntry(timestamp: $0.timestamp, offset: base &+ Int64($0.relativeOffset))
            }
        case .transactionIndex:
            return try entries(AbortedTransaction.self, of: file.path, to: sink) { .aborted($0) }
        case .snapshot:
            let snapshot = try ProducerSnapshotFile(file.path)
            return try all({ try snapshot.next().map { .producer($0) } }, to: sink)
        case .leaderEpochs:
            let epochs = try LeaderEpochText(file.path)
            return try all({ try epochs.next().map { .epoch($0) } }, to: sink)
        case .offsets:
            let offsets = try OffsetCheckpointText(file.path)
            return try all({ try offsets.next().map { .offset($0) } }, to: sink)
        case .partitionMetadata, .metaProperties:
            let pairs = try PropertyText.read(
                file.path, separator: file.kind == .metaProperties ? "=" : ":")
            for pair in pairs {
                guard try sink(.property(name: pair.name, value: pair.value)) else { return false }
            }
            return true
        case .cleanShutdown, .quorumState:
            return try sink(.text(try SmallFile.text(file.path)))
        }
    }

    /// Shows what `next` gives out until it gives nil.
    private func all(_ next: () throws -> DumpItem?, to sink: Sink) throws -> Bool {
        while let item = try next() {
            guard try sink(item) else { return false }
        }
        return true
    }

    private func entries<Entry: IndexEntry>(
        _ type: Entry.Type, of path: String, to sink: Sink, _ item: (Entry) -> DumpItem
    ) throws -> Bool {
        let reader = try IndexReader<Entry>(path)
        var isEmpty = true
        while let entry = try reader.next() {
            isEmpty = false
            guard try sink(item(entry)) else { return false }
        }
        return isEmpty ? try sink(.empty) : true
    }
}

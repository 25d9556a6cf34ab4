// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The segment that will take the place of a group: written under names that end in `.cleaned`,
/// which mean nothing to anyone until they are changed.
final class CleanedSegment {
    private static let bufferBytes = 1 << 20
    private static let unsyncedBytesMax: Int64 = 32 << 20

    let sources: [Segment]
    let segment: Segment
    private let context: EngineContext
    private let indexIntervalBytes: Int
    private var buffer = ByteWriter(capacity: bufferBytes + 65_536)
    /// Where the buffer's bytes belong in the file.
    private var written: Int64 = 0
    /// How much of it a flush was asked for.
    private var flushed: Int64 = 0
    /// Last offset of the last batch taken, nil before one.
    private(set) var lastOffset: Int64?
    /// Whether a transaction marker of the sources is not in the segment.
    var hasLostMarker = false

    /// `sources` are consecutive and not empty.
    init(
        replacing sources: [Segment], of log: ReferencePartitionLog
    ) throws(StorageError) {
        self.sources = sources
        context = log.context
        indexIntervalBytes = log.config.indexIntervalBytes
        segment = try Segment.create(
            at: sources[0].baseOffset, in: log.directory, pool: log.context.files,
            now: sources[0].createdMillis, indexIntervalBytes: indexIntervalBytes,
            suffix: LogNames.cleanedSuffix)
    }

    /// Lets `filter` append what stays of a batch, and takes that into the segment.
    func take(
        _ filter: (inout ByteWriter) throws(StorageError) -> BatchFilter.Kept?
    ) throws(StorageError) -> BatchFilter.Kept? {
        guard let kept = try filter(&buffer) else { return nil }
        try segment.noteBatch(
            at: segment.size, bytes: kept.bytes, lastOffset: kept.lastOffset,
            maxTimestamp: kept.maxTimestamp, indexIntervalBytes: indexIntervalBytes)
        lastOffset = kept.lastOffset
        if buffer.count >= Self.bufferBytes { try drain() }
        return kept
    }

    private func drain() throws(StorageError) {
        try buffer.withUnsafeBytes { (bytes) throws(StorageError) in
            try segment.write(bytes, at: written)
        }
        written += Int64(buffer.count)
        buffer.reset()
    }

    /// Writes everything that was taken, for `targets` to be made durable; the names mean nothing yet.
    func write() throws(StorageError) {
        try drain()
        try segment.addFinalTimeEntry()
        try segment.writeIndexes()
    }

    /// The files that were written.
    var targets: [FlushTarget] { [data] + segment.indexPaths.map { .name($0) } }

    private var data: FlushTarget { segment.openFile.map { .file($0) } ?? .name(segment.path) }

    /// The data, when so much of it was written since the last time that flushing it all at the end
    /// would take long.
    func takeLarge() -> FlushTarget? {
        guard written - flushed >= Self.unsyncedBytesMax else { return nil }
        flushed = written
        return data
    }

    /// Writes everything that was taken, and makes it durable before this returns.
    func finish() throws(StorageError) {
        try drain()
        try segment.addFinalTimeEntry()
        try segment.sync()
    }

    /// Nothing more comes: lets the files go.
    func close() throws(StorageError) {
        try segment.seal()
        // Without timestamps retention goes by the time of the file.
        if let last = sources.last {
            try context.disk.setModificationMillis(
                of: segment.path,
                to: try context.disk.modificationMillis(of: last.path))
        }
    }

    /// Removes what was written.
    func discard() throws(StorageError) {
        for path in segment.paths where try context.disk.exists(path) {
            try context.disk.unlink(path)
        }
    }
}

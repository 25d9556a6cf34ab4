// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// What all logs of one engine share: seams, codec contexts, scratch room, and whether the
/// directory still works.
final class EngineContext {
    let disk: any Disk
    let files: FilePool
    let clock: any Clock
    let random: any RandomSource
    var options: EngineOptions
    let codecs = RecordCodecs()
    let scanner = BatchScanner()
    /// Where a batch's header is rewritten before it goes to the file.
    let header = ByteStorage(capacity: BatchLayout.header)
    /// The same for batches that are written together.
    let runHeaders = ByteStorage(capacity: AppendRun.batchesMax * BatchLayout.magic)
    /// The failure that took the directory offline; nothing is written after one.
    private(set) var failure: StorageError?
    /// Which corrupt batches were told.
    private var corruption = ToldCorruption()
    /// Files renamed `.deleted`, to be unlinked at a time.
    private var doomed: [(dueMillis: Int64, path: String)] = []
    /// Directories of deleted logs, to be removed at a time.
    private var doomedLogs: [(dueMillis: Int64, path: String)] = []
    /// Stores every log's recovery point and start at once; the engine says how.
    var writeCheckpoints: () throws(StorageError) -> Void = {}
    /// Stores how far every log is clean, on the spot or with the next flush.
    var storeCleanedEnds: (_ onTheSpot: Bool) throws(StorageError) -> Void = { _ in }
    /// Is told in a line what people who run the engine should know; set once it is open.
    var notice: (String) -> Void = { _ in }
    /// What waits for a flush.
    let flushes = FlushQueue()
    /// What recovery cut off or set aside since the engine was opened.
    private(set) var findings: [RecoveryFinding] = []

    init(
        disk: any Disk, clock: any Clock, random: any RandomSource, options: EngineOptions
    ) {
        self.disk = disk
        files = FilePool(
            disk: disk, openFilesMax: options.openFilesMax, indexBytesMax: options.indexBytesMax)
        self.clock = clock
        self.random = random
        self.options = options
    }

    /// Remembers what was found damaged, and tells it.
    func report(_ finding: RecoveryFinding) {
        findings.append(finding)
        notice("\(finding)")
    }

    /// Tells of bytes that cannot be given out, once for each place.
    func tell(corruption error: StorageError, of partition: TopicPartition, offset: Int64?) {
        if let line = corruption.line(for: error, of: partition, offset: offset) { notice(line) }
    }

    /// Fails when the directory went offline.
    func checkOnline() throws(StorageError) {
        if let failure {
            throw StorageError(
                .offline, operation: failure.operation, path: failure.path,
                found: "offline after: \(failure)")
        }
    }

    /// Takes the directory offline whatever the error: what was half done cannot be undone, and
    /// what a failed flush lost is not known.
    func takeOffline(_ error: StorageError) {
        guard failure == nil else { return }
        failure = error
        notice("the log directory is offline: \(error)")
    }

    /// Takes the directory offline when the disk failed; not when it was merely full, and the
    /// write was undone, nor when a file says what cannot be.
    func note(_ error: StorageError) {
        if error.code != .noSpace && error.code != .corrupt { takeOffline(error) }
    }

    /// Renames files out of the way; `tick` unlinks them once no reader can still want their name.
    ///
    /// Where one keeps its name the others get theirs back: half a segment is of no use.
    func doom(_ paths: [String], delayMillis: Int64) throws(StorageError) {
        var done: [String] = []
        do throws(StorageError) {
            for path in paths where try disk.exists(path) {
                try disk.rename(path, to: path + LogNames.deletedSuffix)
                done.append(path)
            }
        } catch {
            for path in done.reversed() {
                try? disk.rename(path + LogNames.deletedSuffix, to: path)
            }
            throw error
        }
        let due = clock.nowMillis.later(by: delayMillis)
        doomed += done.map { (due, $0 + LogNames.deletedSuffix) }
    }

    /// Has the directory of a log that was deleted, `renamed` from `path`, removed by `tick`.
    func doomLog(_ path: String, renamed: String, delayMillis: Int64) {
        // They went with it, and whoever has their names next is another.
        doomed.removeAll { SmallFile.parent(of: $0.path) == path }
        doomedLogs.append((clock.nowMillis.later(by: delayMillis), renamed))
    }

    /// Unlinks what is due; returns when the next is.
    func unlinkDoomed(now: Int64) throws(StorageError) -> Int64 {
        for (due, path) in doomed where due <= now {
            if try disk.exists(path) { try disk.unlink(path) }
        }
        doomed.removeAll { $0.dueMillis <= now }
        for (due, path) in doomedLogs where due <= now {
            if try disk.exists(path) { try removeTree(path) }
        }
        doomedLogs.removeAll { $0.dueMillis <= now }
        return (doomed + doomedLogs).map(\.dueMillis).min() ?? .max
    }

    /// Removes a directory and the files in it.
    func removeTree(_ path: String) throws(StorageError) {
        for name in try disk.list(path) { try disk.unlink("\(path)/\(name)") }
        try disk.removeDirectory(path)
    }

    /// Renames what cannot be trusted, and reports it; never over what was kept before.
    func setAside(
        _ path: String, bytes: Int64, of partition: TopicPartition?, because reason: String
    ) throws(StorageError) {
        let kept = try keptName(for: path)
        try disk.rename(path, to: kept)
        report(
            RecoveryFinding(
                partition: partition, action: .setAside, path: path, bytes: bytes, keptIn: kept,
                reason: reason))
    }

    /// A name that nothing has yet, to keep what was found in `path`.
    func keptName(for path: String) throws(StorageError) -> String {
        var kept = path + LogNames.corruptSuffix
        var number = 1
        while try disk.exists(kept) {
            number += 1
            kept = "\(path).\(number)\(LogNames.corruptSuffix)"
        }
        return kept
    }

    /// 32 hexadecimal digits.
    func uniqueName() -> String {
        Uuid(high: random.next(), low: random.next()).bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

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
    /// The failure that took the directory offline; nothing is written after one.
    private(set) var failure: StorageError?
    /// Files renamed `.deleted`, to be unlinked at a time.
    private var doomed: [(dueMillis: Int64, path: String)] = []
    /// Stores every log's recovery point and start at once; the engine says how.
    var writeCheckpoints: () throws(StorageError) -> Void = {}
    /// Stores how far every log is clean.
    var writeCleanedEnds: () throws(StorageError) -> Void = {}
    /// What waits for a flush.
    let flushes = FlushQueue()
    /// What recovery cut off or set aside since the engine was opened.
    var findings: [RecoveryFinding] = []

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
        if failure == nil { failure = error }
    }

    /// Takes the directory offline when the disk failed; not when it was merely full, and the
    /// write was undone, nor when a file says what cannot be.
    func note(_ error: StorageError) {
        if error.code != .noSpace && error.code != .corrupt { takeOffline(error) }
    }

    /// Renames files out of the way; `tick` unlinks them once no reader can still want their name.
    func doom(_ paths: [String], delayMillis: Int64) throws(StorageError) {
        for path in paths where try disk.exists(path) {
            let renamed = path + LogNames.deletedSuffix
            try disk.rename(path, to: renamed)
            doomed.append((clock.nowMillis + delayMillis, renamed))
        }
    }

    /// Unlinks what is due; returns when the next is.
    func unlinkDoomed(now: Int64) throws(StorageError) -> Int64 {
        for (due, path) in doomed where due <= now {
            if try disk.exists(path) { try disk.unlink(path) }
        }
        doomed.removeAll { $0.dueMillis <= now }
        return doomed.map(\.dueMillis).min() ?? .max
    }

    /// 32 hexadecimal digits.
    func uniqueName() -> String {
        Uuid(high: random.next(), low: random.next()).bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

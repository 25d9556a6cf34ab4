// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Walks the heads of a segment's batches through a window that is reused.
///
/// One scanner serves one log; a scan may be left at any point.
final class BatchScanner {
    /// What is read at once at most; where an index has an entry for every so many bytes and a batch
    /// more, all between two entries.
    static let windowBytes = 8192
    /// What is read at first: one head, since the next may stand far behind it.
    ///
    /// Where it does not, a run follows.
    private static let glanceBytes = 128
    private static let runBytes = 4096
    private let window = ByteStorage(capacity: windowBytes)
    private var windowStart: Int64 = 0
    private var windowCount = 0
    /// The file the window was read from, held so that no other can be taken for it; its bytes
    /// below the last batch's end never change while open.
    private var windowFile: (any DiskFile)?

    /// Forgets what was read: the file was cut or written over.
    func invalidate() { windowFile = nil }

    /// The head of the batch at `position`, nil when no whole batch stands between it and `end`.
    ///
    /// Who is going to walk up to `last` says so, and all up to there is read at once if it fits.
    func head(
        at position: Int64, in file: any DiskFile, end: Int64, walkingTo last: Int64? = nil
    ) throws(StorageError) -> BatchHead? {
        guard end - position >= Int64(BatchLayout.prefix) else { return nil }
        let wanted = Int(min(Int64(BatchHead.bytesNeeded), end - position))
        var ahead = Int64(Self.glanceBytes)
        if let last, last >= position,
            last - position <= Int64(Self.windowBytes - BatchHead.bytesNeeded)
        {
            ahead = max(ahead, last - position + Int64(BatchHead.bytesNeeded))
        }
        try fill(file, position: position, wanted: wanted, ahead: ahead, end: end)
        let available = windowCount - Int(position - windowStart)
        let raw = UnsafeRawBufferPointer(
            start: window.base + Int(position - windowStart), count: min(available, wanted))
        do {
            guard let head = try BatchHead(raw, position: position), head.end <= end else {
                return nil
            }
            return head
        } catch {
            throw StorageError(
                .corrupt, operation: "scan", path: file.path, position: position,
                found: "\(error.reason)")
        }
    }

    private func fill(
        _ file: any DiskFile, position: Int64, wanted: Int, ahead: Int64, end: Int64
    ) throws(StorageError) {
        if windowFile === file && position >= windowStart
            && position + Int64(wanted) <= windowStart + Int64(windowCount)
        {
            return
        }
        windowFile = nil
        let isNear = position > windowStart && position - windowStart < Int64(Self.runBytes) / 2
        let run = isNear ? max(Int64(Self.runBytes), ahead) : ahead
        let count = Int(min(run, end - position))
        windowCount = try file.read(
            into: UnsafeMutableRawBufferPointer(start: window.base, count: count), at: position)
        windowStart = position
        guard windowCount >= wanted else {
            throw StorageError(
                .corrupt, operation: "pread", path: file.path, position: position,
                found: "the file is shorter than its log")
        }
        windowFile = file
    }
}

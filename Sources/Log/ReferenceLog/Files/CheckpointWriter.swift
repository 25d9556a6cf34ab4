// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Synchronization

/// Writes the checkpoints of a log directory, for its owner and for the flush that runs beside it.
///
/// The two may write one file at a time: each stages under a name of its own, and the file never
/// goes back to a content that was made before the one it holds.
final class CheckpointWriter: Sendable {
    /// What a checkpoint shall hold; of two, the one with the greater number was made later.
    struct Content: Sendable {
        let path: String
        let bytes: ByteSlice
        fileprivate let number: UInt64
    }

    /// Who writes: one of each at a time.
    enum Author: String {
        case owner = ".owner.tmp"
        /// As Kafka calls it.
        case flush = ".tmp"
    }

    private struct State {
        var contentsMade: UInt64 = 0
        /// Number of what each file holds.
        var stored: [String: UInt64] = [:]
    }

    private let state = Mutex(State())

    func content(of path: String, _ bytes: ByteSlice) -> Content {
        let number = state.withLock { state in
            state.contentsMade += 1
            return state.contentsMade
        }
        return Content(path: path, bytes: bytes, number: number)
    }

    /// Has the file hold `content`, durably, unless it holds what was made later.
    func write(_ content: Content, by author: Author, on disk: any Disk) throws(StorageError) {
        let staging = content.path + author.rawValue
        do throws(StorageError) {
            try SmallFile.write(staging, content.bytes, on: disk, durably: true)
            // Only the renames wait for each other, never one thread for the other's flush.
            try state.withLock { (state) throws(StorageError) in
                guard state.stored[content.path] ?? 0 < content.number else {
                    return try disk.unlink(staging)
                }
                try disk.rename(staging, to: content.path)
                state.stored[content.path] = content.number
            }
        } catch {
            try? disk.unlink(staging)
            throw error
        }
        try disk.syncDirectory(SmallFile.parent(of: content.path))
    }
}

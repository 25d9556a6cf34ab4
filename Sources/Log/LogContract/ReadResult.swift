// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// How far a reader may see.
package enum ReadBound: Sendable {
    /// A follower: everything written.
    case logEnd
    /// `read_uncommitted`.
    case highWatermark
    /// `read_committed`: up to the last stable offset.
    case lastStable
}

/// A run of bytes in an open file, ready for `sendfile`; the file stays open while it lives.
package struct FileRegion: Sendable {
    /// Keeps the descriptor open.
    package let file: any RegionFile
    package let position: Int64
    package let count: Int

    package init(file: any RegionFile, position: Int64, count: Int) {
        self.file = file
        self.position = position
        self.count = count
    }
}

/// An open file that regions point into.
package protocol RegionFile: AnyObject, Sendable {
    /// The descriptor for `sendfile`, or nil when the file has none (a simulated disk).
    var descriptor: Int32? { get }

    /// Copies `count` bytes from `position`.
    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice
}

/// A transaction that a `read_committed` reader must drop (KIP-98).
package struct AbortedTransaction: Hashable, Sendable {
    package var producerId: Int64
    package var firstOffset: Int64

    package init(producerId: Int64, firstOffset: Int64) {
        self.producerId = producerId
        self.firstOffset = firstOffset
    }
}

/// What a read found: whole bytes from the batch that contains the offset on.
package struct ReadResult: Sendable {
    /// The stored bytes; nil when there is nothing to read up to the bound.
    package var region: FileRegion?
    /// Aborted transactions that overlap the bytes; empty unless bound by `lastStable`.
    package var abortedTransactions: [AbortedTransaction]
    package var highWatermark: Int64
    package var lastStableOffset: Int64
    package var logStartOffset: Int64

    package init(
        region: FileRegion?, abortedTransactions: [AbortedTransaction] = [],
        highWatermark: Int64, lastStableOffset: Int64, logStartOffset: Int64
    ) {
        self.region = region
        self.abortedTransactions = abortedTransactions
        self.highWatermark = highWatermark
        self.lastStableOffset = lastStableOffset
        self.logStartOffset = logStartOffset
    }
}

/// Why a read was refused.
package enum ReadRefusal: Error, Hashable, Sendable {
    /// OFFSET_OUT_OF_RANGE: below the log's start or beyond its end.
    case offsetOutOfRange(logStartOffset: Int64, logEndOffset: Int64)
    /// KAFKA_STORAGE_ERROR.
    case storage(StorageError)
}

/// A record found by its timestamp.
package struct TimestampedOffset: Hashable, Sendable {
    package var offset: Int64
    /// Milliseconds.
    package var timestamp: Int64
    /// Epoch of the record, -1 where unknown.
    package var leaderEpoch: Int32

    package init(offset: Int64, timestamp: Int64, leaderEpoch: Int32) {
        self.offset = offset
        self.timestamp = timestamp
        self.leaderEpoch = leaderEpoch
    }
}

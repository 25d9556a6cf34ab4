// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Holds a `.timeindex` against the batches of its segment, both read once from the front.
///
/// Each entry must name the greatest timestamp up to its offset, and a batch that was the first to
/// reach it: a search for that time begins there.
final class TimeIndexCheck {
    private let reader: IndexReader<TimeIndexEntry>
    private let baseOffset: Int64
    private let log: FindingLog
    private var upcoming: TimeIndexEntry?
    private var upcomingPosition: Int64 = 0
    private var previous: TimeIndexEntry?
    private var maxTimestamp: Int64 = -1
    /// Entries with another time than their batch; what they are worth shows at the end.
    private var mismatches: [(position: Int64, reason: String)] = []
    private(set) var count: Int64 = 0

    var file: InputFile { reader.file }

    init(_ path: String, baseOffset: Int64, log: FindingLog) throws(StorageError) {
        reader = try IndexReader(path)
        self.baseOffset = baseOffset
        self.log = log
        if reader.oddBytes > 0 {
            log.add(
                Finding(
                    "L9", path: path, position: reader.file.size - reader.oddBytes,
                    reason: "\(Quantity.text(reader.oddBytes, "byte")) behind the last whole entry")
            )
        }
        try advance()
    }

    private func advance() throws(StorageError) {
        previous = upcoming ?? previous
        upcoming = try reader.next()
        upcomingPosition = reader.position
        guard let upcoming else { return }
        count += 1
        if let previous,
            upcoming.timestamp <= previous.timestamp
                || upcoming.relativeOffset < previous.relativeOffset
        {
            add(
                "entry (\(upcoming.timestamp), \(upcoming.relativeOffset)) after"
                    + " (\(previous.timestamp), \(previous.relativeOffset))")
        }
    }

    private func add(_ reason: String) {
        log.add(
            Finding("L9", path: reader.file.path, position: upcomingPosition, reason: reason))
    }

    /// Takes in a batch.
    func take(_ frame: BatchFrame) throws(StorageError) {
        let before = maxTimestamp
        maxTimestamp = max(maxTimestamp, frame.maxTimestamp)
        while let entry = upcoming {
            let offset = baseOffset &+ Int64(entry.relativeOffset)
            guard offset <= frame.lastOffset else { return }
            if frame.magic == 2 && offset < frame.baseOffset {
                add("offset \(offset) is in no batch")
            } else if before >= entry.timestamp {
                add(
                    "a search for \(entry.timestamp) would begin behind a batch of \(before)")
            } else if frame.maxTimestamp != entry.timestamp {
                mismatches.append(
                    (
                        upcomingPosition,
                        "timestamp \(entry.timestamp) for a batch whose greatest is"
                            + " \(frame.maxTimestamp)"
                    ))
                if mismatches.count > 1000 { settle(as: .violation) }
            }
            try advance()
        }
    }

    /// Takes in a damaged batch, whose time nobody knows.
    func pass(over frame: BatchFrame) throws(StorageError) {
        while let entry = upcoming, baseOffset &+ Int64(entry.relativeOffset) <= frame.lastOffset {
            try advance()
        }
    }

    /// Tells of the entries whose time is not that of their batch.
    private func settle(as severity: Finding.Severity) {
        for mismatch in mismatches {
            log.add(
                Finding(
                    "L9", severity, path: reader.file.path, position: mismatch.position,
                    reason: mismatch.reason))
        }
        mismatches = []
    }

    /// The segment ended; a closed one ends with its greatest timestamp, and the index of one that
    /// was being written `mayBeStale`.
    func finish(isClosed: Bool, mayLag: Bool, mayBeStale: Bool) throws(StorageError) {
        if upcoming != nil && !mayLag { add("an entry for an offset behind the last batch") }
        while upcoming != nil { try advance() }
        // A truncation takes entries off an index that is being written by counting fewer of them
        // (Kafka's `TimeIndex.truncateTo`): a kill leaves their bytes in the file, and a recovery
        // makes it anew.
        settle(as: mayBeStale && reader.zeroBytes > 0 ? .note : .violation)
        let last = previous?.timestamp ?? -1
        if isClosed && last < maxTimestamp {
            log.add(
                Finding(
                    "L9", path: reader.file.path, position: reader.file.size - reader.zeroBytes,
                    reason: "the last entry is \(last), the segment's greatest timestamp"
                        + " \(maxTimestamp)"))
        }
    }

    /// Bytes of zeros at the end, known after `finish`.
    var zeroBytes: Int64 { reader.zeroBytes }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Holds a `.txnindex` against the markers of its segment.
final class TransactionIndexCheck {
    private var reader: IndexReader<AbortedTransaction>?
    private let path: String
    private let log: FindingLog
    private var upcoming: AbortedTransaction?
    private var upcomingPosition: Int64 = 0
    private var previousOffset: Int64?
    private(set) var count: Int64 = 0

    /// nil when there is none.
    var file: InputFile? { reader?.file }

    /// Begins with the file at `path`, which need not be there.
    init(_ path: String, log: FindingLog) throws(StorageError) {
        self.path = path
        self.log = log
        guard FolderListing.exists(path) else { return }
        let reader = try IndexReader<AbortedTransaction>(path)
        self.reader = reader
        if reader.oddBytes > 0 {
            add(
                "\(Quantity.text(reader.oddBytes, "byte")) behind the last whole entry", "K6",
                at: reader.file.size - reader.oddBytes)
        }
        try advance()
    }

    private func add(_ reason: String, _ rule: String, at position: Int64?) {
        log.add(Finding(rule, path: path, position: position, reason: reason))
    }

    private func advance() throws(StorageError) {
        guard let reader else { return }
        upcoming = try reader.next()
        upcomingPosition = reader.position
        guard let entry = upcoming else { return }
        count += 1
        if entry.version != 0 { add("version \(entry.version)", "K6", at: upcomingPosition) }
        if let previousOffset, entry.lastOffset <= previousOffset {
            add("marker \(entry.lastOffset) after \(previousOffset)", "K6", at: upcomingPosition)
        }
        if entry.firstOffset > entry.lastOffset {
            add(
                "first offset \(entry.firstOffset) behind the marker \(entry.lastOffset)", "K6",
                at: upcomingPosition)
        }
        // Open transactions begin before the marker, or the offset behind it is stable.
        if entry.lastStableOffset > entry.lastOffset &+ 1 {
            add(
                "last stable offset \(entry.lastStableOffset) behind the marker"
                    + " \(entry.lastOffset)", "P5", at: upcomingPosition)
        }
        previousOffset = entry.lastOffset
    }

    /// Takes in the marker at `offset` and what the log says of its transaction.
    func take(
        _ ended: ProducerReplay.Ended, at offset: Int64
    ) throws(StorageError) {
        try passOver(below: offset)
        guard !ended.isCommit else { return }
        guard let entry = upcoming, entry.lastOffset == offset else {
            if let first = ended.firstOffset {
                add(
                    "no entry for the transaction of producer \(ended.producerId) from \(first),"
                        + " aborted at \(offset)", "K6", at: nil)
            }
            return
        }
        if entry.producerId != ended.producerId {
            add(
                "producer \(entry.producerId), the marker at \(offset) is of"
                    + " \(ended.producerId)", "K6", at: upcomingPosition)
        }
        if ended.isCertain {
            if let first = ended.firstOffset, first != entry.firstOffset {
                add(
                    "first offset \(entry.firstOffset), the transaction begins at \(first)", "K6",
                    at: upcomingPosition)
            }
            if entry.lastStableOffset != ended.lastStableOffset {
                add(
                    "last stable offset \(entry.lastStableOffset), the log says"
                        + " \(ended.lastStableOffset)", "P5", at: upcomingPosition)
            }
        }
        try advance()
    }

    private func passOver(below offset: Int64) throws(StorageError) {
        while let entry = upcoming, entry.lastOffset < offset {
            add("no marker stands at \(entry.lastOffset)", "K6", at: upcomingPosition)
            try advance()
        }
    }

    /// The segment ended.
    func finish(mayLag: Bool) throws(StorageError) {
        if mayLag { return }
        try passOver(below: .max)
    }
}

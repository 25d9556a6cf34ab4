// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Notes the latest offset of every key in the dirty part of a log.
struct MapBuilder {
    private let range: CleanableRange
    private let map: KeyOffsetMap
    private let feed: BatchFeed
    private let scanner: BatchScanner
    private let decompressedBytesMax: Int
    private var transactions: CleanedTransactions
    /// Segments not read to their end, the first of them being read.
    private(set) var remaining: [Segment]
    private var isReading = false
    /// First offset that the map does not tell of.
    private(set) var end: Int64
    /// Whether a key did not fit any more; the map ends before its record.
    private(set) var isFull = false
    private(set) var bytesRead: Int64 = 0

    init(
        _ log: ReferencePartitionLog, range: CleanableRange, into map: KeyOffsetMap,
        feed: BatchFeed
    ) throws(StorageError) {
        self.range = range
        self.map = map
        self.feed = feed
        scanner = log.context.scanner
        decompressedBytesMax = log.config.decompressedBytesMax
        transactions = CleanedTransactions(try log.abortedRanges(), from: range.firstDirty)
        remaining = log.segments.filter {
            log.nextBase(after: $0) > range.firstDirty && $0.baseOffset < range.end
        }
        end = range.firstDirty
    }

    /// Reads on for about `bytesMax` bytes; true when the map is complete.
    mutating func advance(bytesMax: Int, codecs: RecordCodecs) throws(StorageError) -> Bool {
        var left = bytesMax
        while left > 0 {
            guard let segment = remaining.first else {
                // Offsets that nothing stands at any more count as seen.
                end = max(end, range.end)
                return true
            }
            if !isReading {
                feed.begin(
                    segment, at: try segment.startPosition(for: range.firstDirty, using: scanner))
                isReading = true
            }
            guard let batch = try feed.next() else {
                remaining.removeFirst()
                isReading = false
                continue
            }
            left -= batch.sizeInBytes
            bytesRead += Int64(batch.sizeInBytes)
            guard batch.lastOffset >= range.firstDirty else { continue }
            do {
                try note(batch, codecs)
            } catch {
                throw feed.corrupt("\(error)")
            }
            if isFull { return true }
        }
        return false
    }

    private mutating func note(
        _ stored: StoredBatch, _ codecs: RecordCodecs
    ) throws(RecordError) {
        switch stored {
        case .batch(let batch):
            let isAborted = transactions.canDiscard(batch)
            if !isAborted && !batch.isControl && batch.recordCount > 0 {
                try note(batch, codecs)
            }
        case .legacy(let message):
            for record in try message.records(using: codecs, limit: decompressedBytesMax) {
                guard let key = record.key, let offset = record.offset, !isFull else { continue }
                key.withUnsafeBytes { note($0, at: offset) }
            }
        }
        if !isFull { end = max(end, stored.lastOffset &+ 1) }
    }

    private mutating func note(
        _ batch: RecordBatchView, _ codecs: RecordCodecs
    ) throws(RecordError) {
        let codec = try batch.codec()
        let base = batch.baseOffset
        try codecs.withUnpacked(batch.payload, codec: codec, limit: decompressedBytesMax) {
            (records) throws(RecordError) in
            var iterator = try RecordIterator(records, recordCount: batch.recordCount)
            while !isFull, let record = try iterator.next() {
                guard let key = record.key else { continue }
                note(key, at: base &+ Int64(record.offsetDelta))
            }
        }
    }

    private mutating func note(_ key: UnsafeRawBufferPointer, at offset: Int64) {
        // None has the last offset there is: after it there would be no next.
        guard offset >= range.firstDirty, offset < .max else { return }
        if map.put(key, offset: offset) {
            end = max(end, offset + 1)
        } else {
            isFull = true
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Makes a log's indexes and leader epochs anew from its batches, in one pass over all segments
/// (Kafka's `LogSegment.recover`).
final class DerivedFileBuilder {
    private let folder: PartitionFolder
    private let indexIntervalBytes: Int
    private let codecs = RecordCodecs()
    private var transactions: OpenTransactions
    private var epochs: [(epoch: Int32, startOffset: Int64)] = []

    init(_ folder: PartitionFolder, _ options: RepairOptions) {
        self.folder = folder
        indexIntervalBytes = options.indexIntervalBytes
        transactions = OpenTransactions(limit: options.transactionsMax)
        guard let base = folder.segments.first, folder.snapshots.contains(base),
            let snapshot = try? ProducerSnapshotFile(folder.file(.snapshot, at: base))
        else { return }
        begin(with: snapshot, atMost: options.transactionsMax)
    }

    /// Begins with the transactions that were open at the log's first offset.
    private func begin(with snapshot: ProducerSnapshotFile, atMost limit: Int) {
        var open: [(producerId: Int64, firstOffset: Int64)] = []
        while let entry = try? snapshot.next() {
            guard let first = entry.transactionFirstOffset else { continue }
            // One more than is followed shows that there are too many.
            if open.count <= limit { open.append((entry.producerId, first)) }
        }
        for entry in open.sorted(by: { $0.firstOffset < $1.firstOffset }) {
            transactions.write(producerId: entry.producerId, at: entry.firstOffset)
        }
    }

    /// Whether some transactions were too many to follow: then indexes of aborted ones that were
    /// built since lack entries.
    var isOverfull: Bool { transactions.isOverfull }

    /// Walks every segment; `write` gets the contents of those that `isWanted`.
    func run(
        isWanted: (Int64) -> Bool,
        write: (Int64, FileName.Kind, ByteSlice) throws(StorageError) -> Void
    ) throws(StorageError) {
        for base in folder.segments where folder.has(.log, at: base) {
            let contents = try build(base)
            guard isWanted(base) else { continue }
            try write(base, .index, contents[0])
            try write(base, .timeIndex, contents[1])
            try write(base, .transactionIndex, contents[2])
        }
    }

    /// The lines of a `leader-epoch-checkpoint`, after `run`.
    var epochText: String {
        (["0", "\(epochs.count)"] + epochs.map { "\($0.epoch) \($0.startOffset)" })
            .map { $0 + "\n" }.joined()
    }

    private func build(_ base: Int64) throws(StorageError) -> [ByteSlice] {
        var offsets = ByteWriter(capacity: 1024)
        var times = ByteWriter(capacity: 1024)
        var aborted = ByteWriter(capacity: 64)
        var sinceEntry = 0
        var greatest: (timestamp: Int64, offset: Int64) = (-1, base)
        var written: Int64 = -1
        let reader = try SegmentReader(folder.file(.log, at: base))
        while case .batch(let batch) = try reader.next() {
            let frame = batch.frame
            if frame.maxTimestamp > greatest.timestamp {
                greatest = (frame.maxTimestamp, frame.lastOffset)
            }
            if sinceEntry > indexIntervalBytes {
                offsets.write(Int32(truncatingIfNeeded: frame.lastOffset &- base))
                offsets.write(Int32(truncatingIfNeeded: frame.position))
                Self.write(greatest, base: base, last: &written, to: &times)
                sinceEntry = 0
            }
            sinceEntry += frame.sizeInBytes
            note(epoch: frame.leaderEpoch, from: frame.baseOffset)
            if let entry = replay(batch) { Self.write(entry, to: &aborted) }
        }
        Self.write(greatest, base: base, last: &written, to: &times)
        return [offsets.finish(), times.finish(), aborted.finish()]
    }

    private func note(epoch: Int32, from offset: Int64) {
        guard epoch >= 0, epoch > (epochs.last?.epoch ?? -1) else { return }
        epochs.append((epoch, offset))
    }

    /// The aborted transaction that a batch ends, if it is a marker that ends one.
    private func replay(_ batch: SegmentBatch) -> AbortedTransaction? {
        guard let header = batch.header, header.hasProducerId else { return nil }
        guard header.attributes.isControl else {
            if header.attributes.isTransactional {
                transactions.write(producerId: header.producerId, at: header.baseOffset)
            }
            return nil
        }
        guard batch.isWhole,
            let record = try? batch.firstRecord(using: codecs, limit: 1 << 20),
            case .marker(let isCommit, _)? = ControlReading(record),
            let first = transactions.end(producerId: header.producerId), !isCommit
        else { return nil }
        return AbortedTransaction(
            producerId: header.producerId, firstOffset: first, lastOffset: header.baseOffset,
            lastStableOffset: transactions.earliest ?? header.baseOffset &+ 1)
    }

    /// Adds a time entry, if the greatest timestamp rose since the last.
    private static func write(
        _ greatest: (timestamp: Int64, offset: Int64), base: Int64, last: inout Int64,
        to times: inout ByteWriter
    ) {
        guard greatest.timestamp > last else { return }
        last = greatest.timestamp
        times.write(greatest.timestamp)
        times.write(Int32(truncatingIfNeeded: greatest.offset &- base))
    }

    private static func write(_ entry: AbortedTransaction, to writer: inout ByteWriter) {
        writer.write(entry.version)
        writer.write(entry.producerId)
        writer.write(entry.firstOffset)
        writer.write(entry.lastOffset)
        writer.write(entry.lastStableOffset)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// The records of a batch from one offset up to another, given out one by one as they are asked
/// for.
struct ReplicaRecords {
    private enum Content {
        case block(RecordBlock, RecordIterator)
        case legacy(ArraySlice<Record>)
    }

    private var content: Content
    private let offsets: ClosedRange<Int64>
    /// Of the record before.
    private var last = Int64.min

    /// Unpacks `batch` to at most `limit` bytes.
    init(
        _ batch: StoredBatch, offsets: ClosedRange<Int64>, codecs: RecordCodecs, limit: Int
    ) throws(RecordError) {
        self.offsets = offsets
        switch batch {
        case .legacy(let message):
            content = .legacy(try message.records(using: codecs, limit: limit)[...])
        case .batch(let view):
            let block = try view.block(using: codecs, limit: limit)
            // The block stays beside the iterator, which points into it.
            content = .block(
                block,
                try RecordIterator(
                    UnsafeRawBufferPointer(start: block.bytes.base, count: block.bytes.count),
                    recordCount: block.recordCount))
        }
    }

    /// The next record; nil behind the last, and where offsets do not rise, which a verification of
    /// the replica tells.
    mutating func next() throws(RecordError) -> (offset: Int64, record: Record)? {
        while let record = try step() {
            guard let offset = record.offset, offset > last else { return nil }
            last = offset
            if offset > offsets.upperBound { return nil }
            if offset >= offsets.lowerBound { return (offset, record) }
        }
        return nil
    }

    private mutating func step() throws(RecordError) -> Record? {
        switch content {
        case .legacy(var records):
            let record = records.popFirst()
            content = .legacy(records)
            return record
        case .block(let block, var iterator):
            let view = try iterator.next()
            content = .block(block, iterator)
            return view.map {
                Record(
                    $0, in: block.bytes, offset: block.offset(of: $0),
                    timestamp: block.timestamp(of: $0))
            }
        }
    }
}

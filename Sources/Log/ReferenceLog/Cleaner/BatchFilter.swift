// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Records

/// Decides what of each batch a round of compaction keeps, and writes that (Kafka's `RecordFilter`
/// as its cleaner uses it).
///
/// Batches come in the log's order. A batch of which everything stays is written as it is; of any
/// other, header fields and records keep their offsets, sequence numbers and codec.
final class BatchFilter {
    /// What is left of a batch, as the indexes need it.
    struct Kept {
        var bytes: Int
        var lastOffset: Int64
        var maxTimestamp: Int64
        var records: Int
        /// Whether nothing was changed.
        var isVerbatim: Bool
    }

    let terms: CleaningTerms
    private let codecs: RecordCodecs
    private(set) var transactions: CleanedTransactions
    private var plan = RetentionPlan()
    private var plain = ByteWriter(capacity: 4096)

    init(
        _ terms: CleaningTerms, transactions: CleanedTransactions, codecs: RecordCodecs
    ) {
        self.terms = terms
        self.transactions = transactions
        self.codecs = codecs
    }

    /// Appends to `out` what stays of a batch; nil when nothing does.
    ///
    /// With `mustStay` at least its header does, so that the segment's end can be told from it.
    func filter(
        _ stored: StoredBatch, mustStay: Bool, into out: inout ByteWriter
    ) throws(RecordError) -> Kept? {
        switch stored {
        case .batch(let batch): try filter(batch, mustStay: mustStay, into: &out)
        case .legacy(let message):
            try filter(message, mustStay: mustStay, into: &out)
        }
    }

    private func filter(
        _ batch: RecordBatchView, mustStay: Bool, into out: inout ByteWriter
    ) throws(RecordError) -> Kept? {
        let canDiscard = transactions.canDiscard(batch)
        let horizon = batch.deleteHorizonMillis
        let isPastHorizon = horizon.map { $0 <= terms.nowMillis } ?? false
        let needsHeader = mustStay || terms.needsHeader(of: batch)
        if canDiscard && (!batch.isControl || isPastHorizon) || batch.recordCount == 0 {
            return needsHeader ? writeEmptied(batch, to: &out) : nil
        }
        if batch.isControl && !(canDiscard && horizon == nil) {
            return write(batch, to: &out)
        }
        let codec = try batch.codec()
        let kept = try codecs.withUnpacked(
            batch.payload, codec: codec, limit: terms.decompressedBytesMax
        ) { (records) throws(RecordError) -> Kept? in
            try plan.make(for: batch, records, terms: terms)
            if plan.isEmpty { return nil }
            let needsHorizon = horizon == nil && (batch.isControl || plan.hasTombstones)
            if plan.isComplete && !needsHorizon { return write(batch, to: &out) }
            return try rewrite(
                batch, records, horizon: needsHorizon ? terms.nextHorizon : horizon, to: &out)
        }
        return kept ?? (needsHeader ? writeEmptied(batch, to: &out) : nil)
    }

    private func write(_ batch: RecordBatchView, to out: inout ByteWriter) -> Kept {
        out.write(batch.bytes)
        return Kept(
            bytes: batch.sizeInBytes, lastOffset: batch.lastOffset,
            maxTimestamp: batch.maxTimestamp, records: Int(batch.recordCount), isVerbatim: true)
    }

    /// Writes the records of the plan; with a horizon their times count from it.
    private func rewrite(
        _ batch: RecordBatchView, _ records: UnsafeRawBufferPointer, horizon: Int64?,
        to out: inout ByteWriter
    ) throws(RecordError) -> Kept {
        let start = out.count
        var attributes = batch.attributes
        attributes.hasDeleteHorizon = horizon != nil
        let base = horizon ?? plan.firstTimestamp
        writeHeader(
            of: batch, attributes: attributes, baseTimestamp: base,
            maxTimestamp: plan.maxTimestamp, recordCount: plan.count, to: &out)
        if let codec = attributes.codec, codec != .none {
            plain.reset()
            try plan.write(batch, records, baseTimestamp: base, to: &plain)
            try plain.withUnsafeBytes { (unpacked) throws(RecordError) in
                try codecs.pack(unpacked, codec: codec, level: nil, into: &out)
            }
            if plain.capacity > 4 << 20 { plain = ByteWriter(capacity: 4096) }
        } else {
            try plan.write(batch, records, baseTimestamp: base, to: &out)
        }
        RecordBatchBuilder.seal(&out, from: start)
        return Kept(
            bytes: out.count - start, lastOffset: batch.lastOffset,
            maxTimestamp: plan.maxTimestamp, records: plan.count, isVerbatim: false)
    }

    /// Writes the header alone, for the offsets, the sequence and the producer it tells of.
    private func writeEmptied(_ batch: RecordBatchView, to out: inout ByteWriter) -> Kept {
        var attributes = batch.attributes
        attributes.setCodec(.none)
        attributes.hasDeleteHorizon = false
        let isVerbatim =
            batch.sizeInBytes == BatchLayout.header && batch.attributes == attributes
            && batch.baseTimestamp == -1
        if isVerbatim {
            out.write(batch.bytes)
        } else {
            let start = out.count
            writeHeader(
                of: batch, attributes: attributes, baseTimestamp: -1,
                maxTimestamp: batch.maxTimestamp, recordCount: 0, to: &out)
            RecordBatchBuilder.seal(&out, from: start)
        }
        return Kept(
            bytes: BatchLayout.header, lastOffset: batch.lastOffset,
            maxTimestamp: batch.maxTimestamp, records: 0, isVerbatim: isVerbatim)
    }

    /// Writes a header that differs from that of `batch` in these; size and checksum come later.
    private func writeHeader(
        of batch: RecordBatchView, attributes: BatchAttributes, baseTimestamp: Int64,
        maxTimestamp: Int64, recordCount: Int, to out: inout ByteWriter
    ) {
        let start = out.count
        out.write(batch.bytes.prefix(BatchLayout.header))
        out.patch(attributes.rawValue, at: start + BatchLayout.attributes)
        out.patch(baseTimestamp, at: start + BatchLayout.baseTimestamp)
        out.patch(maxTimestamp, at: start + BatchLayout.maxTimestamp)
        out.patch(
            Int32(truncatingIfNeeded: recordCount), at: start + BatchLayout.recordCount)
    }

    /// Makes a batch of magic 2 of what stays of a message of magic 0 or 1, also when all of it
    /// does: so do releases since 4.0, which write no older form.
    ///
    /// It ends with the last record that stays, since there is no sequence to be told from its end.
    private func filter(
        _ message: LegacyMessageView, mustStay: Bool, into out: inout ByteWriter
    ) throws(RecordError) -> Kept? {
        let records = try message.records(using: codecs, limit: terms.decompressedBytesMax)
        let kept = records.filter { record in
            let key = record.key
            return terms.keeps(
                offset: record.offset ?? message.offset, key: key,
                isTombstone: record.value == nil, isPastHorizon: false)
        }
        let hasTombstones = kept.contains { $0.value == nil }
        guard !kept.isEmpty || mustStay else { return nil }
        var builder = RecordBatchBuilder(kept, codec: kept.isEmpty ? .none : try message.codec())
        builder.baseOffset = kept.first?.offset ?? message.offset
        builder.isLogAppendTime = message.isLogAppendTime
        builder.deleteHorizonMillis = hasTombstones ? terms.nextHorizon : nil
        if kept.isEmpty || message.isLogAppendTime { builder.maxTimestamp = message.timestamp }
        let start = out.count
        try builder.append(to: &out, using: codecs)
        return Kept(
            bytes: out.count - start, lastOffset: kept.last?.offset ?? message.offset,
            maxTimestamp: builder.maxTimestamp ?? kept.map(\.timestamp).max() ?? -1,
            records: kept.count, isVerbatim: false)
    }
}

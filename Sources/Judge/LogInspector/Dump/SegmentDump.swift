// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// The batches, and where asked for the records, of one segment file.
struct SegmentDump {
    let dumper: Dumper
    let decoder: RecordDecoder

    private var options: DumpOptions { dumper.options }

    /// False when the sink ended the dump.
    func run(_ path: String, to sink: Dumper.Sink) throws -> Bool {
        let reader = try SegmentReader(path)
        // The last offset of the batch before, where that one was behind what is asked for.
        var behind: Int64?
        while true {
            switch try reader.next() {
            case .end: return true
            case .tail(let tail): return try sink(.tail(tail))
            case .batch(let batch):
                guard try !isBehind(batch, reader) else {
                    // No checksum covers a base offset: one alone may be rotten, and hides nothing.
                    if let behind, batch.frame.baseOffset > behind { return true }
                    behind = batch.frame.lastOffset
                    continue
                }
                behind = nil
                guard options.filter.admits(batch.frame, batch.header) else { continue }
                guard try show(batch, of: reader, to: sink) else { return false }
            }
        }
    }

    /// Whether a batch is sound and begins behind all offsets that are asked for.
    private func isBehind(
        _ batch: SegmentBatch, _ reader: SegmentReader
    ) throws(StorageError) -> Bool {
        guard let offsets = options.filter.offsets, batch.frame.magic == 2,
            batch.frame.baseOffset > offsets.upperBound
        else { return false }
        return try describe(batch, of: reader).isValid
    }

    private func show(
        _ batch: SegmentBatch, of reader: SegmentReader, to sink: Dumper.Sink
    ) throws -> Bool {
        var shown = try describe(batch, of: reader)
        guard options.records || options.filter.looksAtRecords else {
            return try sink(.batch(shown))
        }
        var records: BatchRecords?
        do {
            records = try self.records(of: batch)
            var isWanted = false
            try records?.forEach { record in
                if options.filter.admits(record) { isWanted = true }
                return true
            }
            if records == nil {
                shown.fault = "\(batch.frame.sizeInBytes) bytes are too many to look into"
            } else if !isWanted && options.filter.looksAtRecords {
                return true
            }
        } catch {
            (records, shown.fault) = (nil, "\(error)")
        }
        guard try sink(.batch(shown)) else { return false }
        var goesOn = true
        try records?.forEach { record in
            if options.filter.admits(record) {
                goesOn = try sink(.record(read(record, of: batch.header, shown.attributes)))
            }
            return goesOn
        }
        return goesOn
    }

    /// nil of a batch that is not held in memory.
    private func records(of batch: SegmentBatch) throws(RecordError) -> BatchRecords? {
        guard batch.isWhole else { return nil }
        return try BatchRecords(
            try batch.stored(), codecs: dumper.codecs, limit: options.unpackBytesMax)
    }

    private func describe(
        _ batch: SegmentBatch, of reader: SegmentReader
    ) throws(StorageError) -> DumpedBatch {
        if let header = batch.header {
            let computed =
                batch.isWhole
                ? CRC32C.checksum(batch.bytes.dropFirst(BatchLayout.attributes))
                : try reader.checksum(of: batch.frame)
            return DumpedBatch(
                frame: batch.frame, header: header, attributes: header.attributes,
                crc: header.crc, isValid: computed == header.crc)
        }
        let stored = try? batch.stored()
        return DumpedBatch(
            frame: batch.frame, attributes: stored?.attributes ?? BatchAttributes(rawValue: 0),
            crc: stored?.crc ?? 0, isValid: (try? stored?.checkCRC()) != nil)
    }

    private func read(
        _ record: Record, of header: BatchHeader?, _ attributes: BatchAttributes
    ) -> DumpedRecord {
        var sequence: Int32 = -1
        if let header, header.baseSequence >= 0, let offset = record.offset {
            sequence = RecordBatchView.sequence(
                header.baseSequence,
                plus: Int32(truncatingIfNeeded: offset &- header.baseOffset))
        }
        let isControl = header?.attributes.isControl ?? false
        return DumpedRecord(
            record: record, sequence: sequence, isLogAppendTime: attributes.isLogAppendTime,
            control: isControl ? ControlReading(record) : nil,
            reading: isControl ? RecordDecoder.Reading() : decoder.read(record))
    }
}

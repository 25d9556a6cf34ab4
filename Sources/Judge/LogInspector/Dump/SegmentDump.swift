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
        while true {
            switch try reader.next() {
            case .end: return true
            case .tail(let tail): return try sink(.tail(tail))
            case .batch(let batch):
                if let offsets = options.filter.offsets, batch.frame.magic == 2,
                    batch.frame.baseOffset > offsets.upperBound
                {
                    return true
                }
                guard options.filter.admits(batch.frame, batch.header) else { continue }
                guard try show(batch, of: reader, to: sink) else { return false }
            }
        }
    }

    private func show(
        _ batch: SegmentBatch, of reader: SegmentReader, to sink: Dumper.Sink
    ) throws -> Bool {
        var shown = try describe(batch, of: reader)
        var records: [Record] = []
        if options.records || options.filter.looksAtRecords {
            (records, shown.fault) = self.records(of: batch)
            records = records.filter { options.filter.admits($0) }
            if records.isEmpty && shown.fault == nil && options.filter.looksAtRecords {
                return true
            }
        }
        guard try sink(.batch(shown)) else { return false }
        for record in records {
            guard try sink(.record(read(record, of: batch.header, shown.attributes))) else {
                return false
            }
        }
        return true
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

    /// The records that can be read, and what kept the others from being read.
    private func records(of batch: SegmentBatch) -> ([Record], String?) {
        guard batch.isWhole else {
            return ([], "\(batch.frame.sizeInBytes) bytes are too many to look into")
        }
        do throws(RecordError) {
            return (
                try batch.stored().records(
                    using: dumper.codecs, limit: options.unpackBytesMax), nil
            )
        } catch {
            return ([], "\(error)")
        }
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

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records

/// What a leader checks of a batch before it takes it, in Kafka's order (`UnifiedLog` and
/// `LogValidator`), and what it changes.
struct AppendValidator {
    let partition: TopicPartition
    let config: LogConfig
    let origin: AppendOrigin
    let nowMillis: Int64
    let codecs: RecordCodecs

    /// The one batch of `records`, its frame, size, checksum and header checked.
    func batch(in records: ByteSlice) throws(AppendRefusal) -> RecordBatchView {
        let batch = try onlyBatch(in: records)
        if origin == .client && batch.baseOffset != 0 {
            throw .invalidRecord(
                "The baseOffset of the record batch in the append to \(partition) should be 0, "
                    + "but it is \(batch.baseOffset)", [])
        }
        guard batch.sizeInBytes <= config.messageBytesMax else {
            throw .messageTooLarge(bytes: batch.sizeInBytes, bytesMax: config.messageBytesMax)
        }
        do throws(RecordError) {
            try batch.checkCRC()
        } catch {
            throw .corrupt("\(error)")
        }
        guard batch.attributes.codec != nil else {
            throw .unknownCodec(batch.attributes.codecBits)
        }
        do throws(RecordError) {
            var rules: RecordRules = [.notEmpty, .contiguousOffsets]
            if origin == .client { rules.formUnion([.noControl, .sequenced]) }
            try batch.checkHeader(rules)
        } catch {
            throw .invalidRecord("\(error)", [])
        }
        return batch
    }

    private func onlyBatch(in records: ByteSlice) throws(AppendRefusal) -> RecordBatchView {
        var set = RecordSet(records)
        let first = try AppendRefusal.corruptUnless { () throws(RecordError) in try set.next() }
        guard let first else {
            throw .invalidRecord("a record batch must be there, and whole", [])
        }
        guard case .batch(let batch) = first else {
            throw .invalidRecord(
                "only record batches of magic 2 are taken, not \(first.magic)", [])
        }
        let second = try AppendRefusal.corruptUnless { () throws(RecordError) in try set.next() }
        guard second == nil else {
            throw .invalidRecord("one record batch is taken at a time", [])
        }
        return batch
    }

    /// Checks the records and decides what the log stores: timestamps, codec.
    func prepare(_ batch: RecordBatchView) throws(AppendRefusal) -> PreparedBatch {
        let summary: RecordSummary
        do throws(RecordError) {
            summary = try batch.summary(using: codecs, limit: config.decompressedBytesMax)
        } catch {
            if case .compression = error.reason { throw .corrupt("\(error)") }
            throw .invalidRecord("\(error)", [])
        }
        if origin == .client {
            if let index = summary.firstOutOfPlace {
                throw .invalidRecord(
                    "record \(index) has offset delta \(summary.outOfPlaceDelta)", [])
            }
            if mayHoldFaults(batch, summary) { try refuseFaults(of: batch) }
        }
        var prepared = PreparedBatch(batch)
        stamp(&prepared, summary)
        try recompress(&prepared)
        return prepared
    }

    private func stamp(_ prepared: inout PreparedBatch, _ summary: RecordSummary) {
        switch config.timestampType {
        case .createTime:
            let isProducersMax = prepared.attributes.isLogAppendTime
            prepared.maxTimestamp =
                isProducersMax ? prepared.batch.maxTimestamp : summary.maxTimestamp
            prepared.attributes.isLogAppendTime = false
        case .logAppendTime:
            prepared.attributes.isLogAppendTime = true
            prepared.maxTimestamp = nowMillis
            prepared.logAppendTime = nowMillis
        }
    }

    private func recompress(_ prepared: inout PreparedBatch) throws(AppendRefusal) {
        guard let number = config.compression, let codec = CompressionCodec(rawValue: number),
            codec.rawValue != prepared.attributes.codecBits, !prepared.batch.isControl,
            let current = prepared.attributes.codec
        else { return }
        do throws(RecordError) {
            var writer = ByteWriter(capacity: prepared.payload.count)
            try codecs.withUnpacked(
                prepared.payload, codec: current, limit: config.decompressedBytesMax
            ) { (unpacked) throws(RecordError) in
                try codecs.pack(
                    unpacked, codec: codec, level: config.compressionLevel, into: &writer)
            }
            prepared.payload = writer.finish()
            prepared.attributes.setCodec(codec)
        } catch {
            throw .corrupt("\(error)")
        }
        guard prepared.sizeInBytes <= config.messageBytesMax else {
            throw .messageTooLarge(
                bytes: prepared.sizeInBytes, bytesMax: config.messageBytesMax)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Records
import TestSupport
import Testing

/// Everything Kafka wrote is read as Kafka reads it, and written as Kafka writes it.
@Suite struct GoldenRecordsTests {
    @Test(.needs(Needs.golden)) func `Golden batches are read as Kafka reads them`() throws {
        for vector in try GoldenRecords.all() {
            let bytes = try vector.bytes()
            #expect(bytes.count == vector.sizeInBytes, "\(vector.id)")
            var set = RecordSet(bytes)
            for expected in vector.batches {
                #expect(set.position == expected.position, "\(vector.id)")
                let batch = try #require(try set.next(), "\(vector.id)")
                try check(batch, expected, vector.id)
            }
            #expect(try set.next() == nil, "\(vector.id)")
            #expect(set.remaining == vector.partialTrailingBytes ?? 0, "\(vector.id)")
        }
    }

    private func check(
        _ stored: StoredBatch, _ expected: GoldenRecords.Batch, _ id: String
    ) throws {
        try stored.checkCRC()
        #expect(stored.magic == expected.magic, "\(id)")
        #expect(stored.sizeInBytes == expected.sizeInBytes, "\(id)")
        #expect(stored.lastOffset == expected.lastOffset, "\(id)")
        #expect(stored.lastOffset + 1 == expected.nextOffset, "\(id)")
        #expect(stored.crc == expected.crc, "\(id)")
        #expect(stored.maxTimestamp == expected.maxTimestamp, "\(id)")
        #expect(stored.attributes.rawValue == expected.attributes, "\(id)")
        #expect(stored.attributes.codec?.name == expected.compression, "\(id)")
        if case .batch(let batch) = stored { try check(batch, expected, id) }
        let records = try stored.records(using: RecordCodecs(), limit: 64 << 20)
        #expect(records.count == expected.records.count, "\(id)")
        for (record, golden) in zip(records, expected.records) {
            #expect(record.offset == golden.offset, "\(id)")
            #expect(record.timestamp == golden.timestamp, "\(id)")
            #expect(record.key?.hex == golden.key, "\(id)")
            #expect(record.value?.hex == golden.value, "\(id)")
            #expect(
                record.headers.map { $0.key?.text } == (golden.headers ?? []).map(\.key), "\(id)")
            #expect(
                record.headers.map { $0.value?.hex } == (golden.headers ?? []).map(\.value),
                "\(id)")
        }
    }

    private func check(
        _ batch: RecordBatchView, _ expected: GoldenRecords.Batch, _ id: String
    ) throws {
        #expect(batch.baseOffset == expected.baseOffset, "\(id)")
        #expect(batch.partitionLeaderEpoch == expected.partitionLeaderEpoch, "\(id)")
        #expect(batch.lastOffsetDelta == expected.lastOffsetDelta, "\(id)")
        #expect(batch.baseTimestamp == expected.baseTimestamp, "\(id)")
        #expect(batch.producerId == expected.producerId, "\(id)")
        #expect(batch.producerEpoch == expected.producerEpoch, "\(id)")
        #expect(batch.baseSequence == expected.baseSequence, "\(id)")
        #expect(batch.lastSequence == expected.lastSequence, "\(id)")
        #expect(batch.isTransactional == expected.isTransactional, "\(id)")
        #expect(batch.isControl == expected.isControlBatch, "\(id)")
        #expect(batch.deleteHorizonMillis == expected.deleteHorizonMs, "\(id)")
        #expect(batch.recordCount == expected.recordCount, "\(id)")
        let summary = try batch.validate(.stored, using: RecordCodecs(), limit: 64 << 20)
        #expect(summary.recordCount == expected.records.count, "\(id)")
    }

    @Test(.needs(Needs.golden)) func `Golden batches are written to the same bytes`() throws {
        let codecs = RecordCodecs()
        var rebuilt = 0
        for vector in try GoldenRecords.all() {
            var set = RecordSet(try vector.bytes())
            while let stored = try set.next() {
                guard case .batch(let batch) = stored else { continue }
                let written = try builder(of: batch, codecs).build(using: codecs)
                if batch.attributes.codecBits == 0 {
                    #expect(written == batch.bytes, "\(vector.id)")
                    rebuilt += 1
                } else {
                    // Packed bytes are the library's; what they unpack to is ours.
                    let again = try RecordBatchView(written)
                    let mine = try again.block(using: codecs).bytes
                    let kafkas = try batch.block(using: codecs).bytes
                    #expect(mine == kafkas, "\(vector.id)")
                }
            }
        }
        #expect(rebuilt > 40)
    }

    /// The builder that says what `batch` says.
    private func builder(
        of batch: RecordBatchView, _ codecs: RecordCodecs
    ) throws -> RecordBatchBuilder {
        let block = try batch.block(using: codecs)
        var builder = RecordBatchBuilder(codec: try batch.codec())
        try block.forEach { record in
            // Not the time a consumer sees but the record's own, which its delta was made of.
            builder.records.append(
                Record(
                    record, in: block.bytes, offset: block.offset(of: record),
                    timestamp: batch.baseTimestamp &+ record.timestampDelta))
            return true
        }
        builder.baseOffset = batch.baseOffset
        builder.partitionLeaderEpoch = batch.partitionLeaderEpoch
        builder.isLogAppendTime = batch.attributes.isLogAppendTime
        builder.isTransactional = batch.isTransactional
        builder.isControl = batch.isControl
        builder.deleteHorizonMillis = batch.deleteHorizonMillis
        builder.lastOffsetDelta = batch.lastOffsetDelta
        builder.baseTimestamp = batch.baseTimestamp
        builder.maxTimestamp = batch.maxTimestamp
        builder.producerId = batch.producerId
        builder.producerEpoch = batch.producerEpoch
        builder.baseSequence = batch.baseSequence
        return builder
    }

    @Test(.needs(Needs.golden)) func `Golden bytes cut or changed are typed errors`() throws {
        let codecs = RecordCodecs()
        var random = SeededGenerator()
        for vector in try GoldenRecords.all() where vector.sizeInBytes <= 400 {
            let bytes = try vector.bytes()
            for length in 0..<bytes.count { Self.readAll(bytes.prefix(length), codecs) }
            for _ in 0..<60 {
                var mutated = bytes.array
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let at = Int.random(in: 0..<mutated.count, using: &random)
                    mutated[at] = UInt8.random(in: .min ... .max, using: &random)
                }
                Self.readAll(ByteSlice(mutated), codecs)
            }
        }
    }

    /// Reads as far as it goes; what must not happen is a trap.
    static func readAll(_ bytes: ByteSlice, _ codecs: RecordCodecs) {
        do throws(RecordError) {
            var set = RecordSet(bytes)
            while let stored = try set.next() {
                if case .batch(let batch) = stored {
                    try? batch.checkHeader(.producer)
                    _ = try? batch.summary(using: codecs, limit: 1 << 20)
                }
                _ = try stored.records(using: codecs, limit: 1 << 20)
            }
        } catch {
            #expect(error.position >= 0)
        }
    }
}

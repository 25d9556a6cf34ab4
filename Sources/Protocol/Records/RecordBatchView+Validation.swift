// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression

extension RecordBatchView {
    /// Checks everything the format says of a batch, and `rules` beyond it; the records are
    /// unpacked (to at most `limit` bytes) and walked once.
    ///
    /// The order is Kafka's: checksum, header, records.
    package func validate(
        _ rules: RecordRules = .stored, using codecs: RecordCodecs, limit: Int
    ) throws(RecordError) -> RecordSummary {
        try checkCRC()
        try checkHeader(rules)
        let summary = try summary(using: codecs, limit: limit)
        if rules.contains(.contiguousOffsets), let index = summary.firstOutOfPlace {
            throw RecordError(
                .offsetDelta(expected: Int32(index), found: summary.outOfPlaceDelta), at: 0,
                recordIndex: index)
        }
        return summary
    }

    /// Checks the header's fields without looking at the records.
    package func checkHeader(_ rules: RecordRules) throws(RecordError) {
        _ = try codec()
        let count = recordCount
        if count < 0 || (count == 0 && rules.contains(.notEmpty)) {
            throw RecordError(.recordCount(count), at: BatchLayout.recordCount)
        }
        if lastOffsetDelta < 0 || baseOffset > .max - Int64(lastOffsetDelta) {
            throw RecordError(.lastOffsetDelta(lastOffsetDelta), at: BatchLayout.lastOffsetDelta)
        }
        try checkProducerRules(rules)
        if isControl { try checkControl() }
    }

    private func checkProducerRules(_ rules: RecordRules) throws(RecordError) {
        if rules.contains(.zeroBaseOffset) && baseOffset != 0 {
            throw RecordError(.baseOffset(baseOffset), at: BatchLayout.baseOffset)
        }
        if rules.contains(.contiguousOffsets) && Int64(recordCount) != Int64(lastOffsetDelta) + 1 {
            throw RecordError(
                .countAgainstOffsets(recordCount: recordCount, lastOffsetDelta: lastOffsetDelta),
                at: BatchLayout.recordCount)
        }
        if rules.contains(.noControl) && isControl {
            throw RecordError(.controlBatch, at: BatchLayout.attributes + 1)
        }
        if rules.contains(.sequenced) && hasProducerId && baseSequence < 0 {
            throw RecordError(.baseSequence(baseSequence), at: BatchLayout.baseSequence)
        }
        if rules.contains(.createTime) && attributes.isLogAppendTime {
            throw RecordError(.logAppendTime, at: BatchLayout.attributes + 1)
        }
    }

    /// A control batch is uncompressed and holds one record, or none once compacted.
    private func checkControl() throws(RecordError) {
        if attributes.codecBits != 0 {
            throw RecordError(.controlCompressed, at: BatchLayout.attributes + 1)
        }
        if recordCount > 1 {
            throw RecordError(.controlRecordCount(recordCount), at: BatchLayout.recordCount)
        }
        if recordCount == 1 { _ = try ControlRecord(self) }
    }

    /// Unpacks the records into room that `codecs` reuses, and walks them once.
    package func summary(
        using codecs: RecordCodecs, limit: Int
    ) throws(RecordError) -> RecordSummary {
        let codec = try codec()
        if recordCount == 0 && codec != .none && payload.isEmpty { return RecordSummary() }
        return try codecs.withUnpacked(payload, codec: codec, limit: limit) {
            (unpacked) throws(RecordError) in
            try RecordSummary(
                scanning: unpacked, recordCount: recordCount, baseTimestamp: baseTimestamp)
        }
    }

    /// The records, unpacked to at most `limit` bytes in a block of their own.
    package func block(
        using codecs: RecordCodecs, limit: Int = .max
    ) throws(RecordError) -> RecordBlock {
        let codec = try codec()
        if codec == .none || (recordCount == 0 && payload.isEmpty) {
            return RecordBlock(bytes: payload, of: self)
        }
        return RecordBlock(
            bytes: try codecs.unpack(payload, codec: codec, limit: limit), of: self)
    }

    /// All records as values of their own; nothing beyond their form is checked.
    package func records(
        using codecs: RecordCodecs, limit: Int = .max
    ) throws(RecordError) -> [Record] {
        try block(using: codecs, limit: limit).records()
    }
}

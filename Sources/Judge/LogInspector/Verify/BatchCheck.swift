// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Records

/// Checks one batch by itself: header fields, checksum, records.
struct BatchCheck {
    /// What came of it.
    struct Outcome {
        var breaches: [Breach] = []
        /// Whether stored and computed checksum agree.
        var isIntact = true
        var records = 0
        /// Whether the records were not looked at.
        var isPassedOver = false
        /// Whether an offset of the batch has no record: compaction was here.
        var hasGaps = false
        /// The record of a control batch.
        var control: ControlReading?
    }

    struct Breach {
        var rule: String
        var reason: String
        /// From the start of the batch.
        var position: Int
    }

    let codecs: RecordCodecs
    let unpackBytesMax: Int

    /// `streamed` is the checksum of a batch that was not read whole; with `isDeep` false only the
    /// header is looked at.
    func check(_ batch: SegmentBatch, streamed: UInt32?, isDeep: Bool) -> Outcome {
        guard let header = batch.header else { return legacy(batch, isDeep: isDeep) }
        var outcome = Outcome()
        checkHeader(header, &outcome)
        guard isDeep else {
            outcome.isPassedOver = true
            outcome.records = Int(max(header.recordCount, 0))
            return outcome
        }
        let computed =
            streamed ?? CRC32C.checksum(batch.bytes.dropFirst(BatchLayout.attributes))
        guard computed == header.crc else {
            outcome.isIntact = false
            outcome.breaches = [
                Breach(
                    rule: "L7", reason: "checksum \(header.crc) stored, \(computed) computed",
                    position: BatchLayout.crc)
            ]
            return outcome
        }
        outcome.records = Int(max(header.recordCount, 0))
        guard batch.isWhole else {
            outcome.isPassedOver = true
            return outcome
        }
        checkRecords(batch, header, &outcome)
        return outcome
    }

    private func checkHeader(_ header: BatchHeader, _ outcome: inout Outcome) {
        func breach(_ rule: String, _ reason: String, _ position: Int) {
            outcome.breaches.append(Breach(rule: rule, reason: reason, position: position))
        }
        if header.baseOffset < 0 || header.lastOffsetDelta < 0
            || header.baseOffset > .max - Int64(max(header.lastOffsetDelta, 0))
        {
            breach(
                "L2",
                "base offset \(header.baseOffset), last offset delta"
                    + " \(header.lastOffsetDelta)", BatchLayout.lastOffsetDelta)
        }
        if header.attributes.codec == nil {
            breach(
                "L11", "attribute bits \(header.attributes.codecBits) name no codec",
                BatchLayout.attributes + 1)
        }
        if header.recordCount < 0 || Int64(header.recordCount) > Int64(header.lastOffsetDelta) + 1 {
            breach(
                "L11",
                "\(Quantity.text(header.recordCount, "record")) with last offset delta"
                    + " \(header.lastOffsetDelta)", BatchLayout.recordCount)
        }
        if header.attributes.isTransactional && !header.hasProducerId {
            breach("L11", "a transactional batch without a producer id", BatchLayout.producerId)
        }
        if header.attributes.isControl && header.attributes.codecBits != 0 {
            breach("L11", "a compressed control batch", BatchLayout.attributes + 1)
        }
        outcome.hasGaps = Int64(header.recordCount) != Int64(header.lastOffsetDelta) + 1
    }

    private func checkRecords(
        _ batch: SegmentBatch, _ header: BatchHeader, _ outcome: inout Outcome
    ) {
        guard let codec = header.attributes.codec, header.recordCount >= 0 else { return }
        let payload = batch.bytes.dropFirst(BatchLayout.header)
        if header.recordCount == 0 {
            if !payload.isEmpty {
                outcome.breaches.append(
                    Breach(
                        rule: "K5",
                        reason:
                            "\(Quantity.text(payload.count, "byte")) in a batch without records",
                        position: BatchLayout.header))
            }
            return
        }
        do throws(RecordError) {
            let scan = try codecs.withUnpacked(payload, codec: codec, limit: unpackBytesMax) {
                (unpacked) throws(RecordError) in
                try RecordScan(
                    unpacked, recordCount: header.recordCount,
                    lastOffsetDelta: header.lastOffsetDelta)
            }
            judge(scan, header, &outcome)
            if header.attributes.isControl { readControl(batch, &outcome) }
        } catch {
            if case .compression(.limitExceeded) = error.reason {
                outcome.isPassedOver = true
                return
            }
            // Of unpacked records the place is in what was unpacked, which the text says.
            let place = codec == .none ? BatchLayout.header + error.position : BatchLayout.header
            outcome.breaches.append(
                Breach(
                    rule: "L11", reason: "\(codec == .none ? "\(error.reason)" : "\(error)")",
                    position: place))
        }
    }

    private func judge(_ scan: RecordScan, _ header: BatchHeader, _ outcome: inout Outcome) {
        if let index = scan.firstOutOfOrder {
            outcome.breaches.append(
                Breach(
                    rule: "K1", reason: "the offset of record \(index) is out of order",
                    position: BatchLayout.header))
        }
        let greatest = header.baseTimestamp &+ scan.maxTimestampDelta
        if !header.attributes.isLogAppendTime && greatest != header.maxTimestamp {
            outcome.breaches.append(
                Breach(
                    rule: "L9",
                    reason: "greatest timestamp \(header.maxTimestamp) in the header,"
                        + " \(greatest) in the records", position: BatchLayout.maxTimestamp))
        }
    }

    private func readControl(_ batch: SegmentBatch, _ outcome: inout Outcome) {
        guard let record = try? batch.firstRecord(using: codecs, limit: unpackBytesMax),
            let reading = ControlReading(record)
        else {
            outcome.breaches.append(
                Breach(
                    rule: "L11", reason: "a control record without type and version",
                    position: BatchLayout.header))
            return
        }
        outcome.control = reading
    }

    private func legacy(_ batch: SegmentBatch, isDeep: Bool) -> Outcome {
        var outcome = Outcome()
        guard isDeep, batch.isWhole else {
            outcome.isPassedOver = true
            return outcome
        }
        do throws(RecordError) {
            let stored = try batch.stored()
            do throws(RecordError) {
                try stored.checkCRC()
            } catch {
                outcome.isIntact = false
                throw error
            }
            guard case .legacy(let message) = stored else { return outcome }
            try message.forEachRecord(using: codecs, limit: unpackBytesMax) { _ in
                outcome.records += 1
                return true
            }
        } catch {
            outcome.breaches = [
                Breach(
                    rule: outcome.isIntact ? "L11" : "L7", reason: "\(error.reason)",
                    position: error.position)
            ]
        }
        return outcome
    }
}

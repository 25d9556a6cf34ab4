// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// A producer's batch of the kind that nearly all are: alone in its request, uncompressed, without
/// attributes, with nothing in it that the log would refuse or change but offset and epoch.
///
/// It is read in place, so that taking it costs one pass and nothing that must be given back. A
/// batch of any other kind, a bad one above all, goes the way of `AppendValidator`, which knows
/// every rule and says which one was broken.
struct PlainBatch {
    let sizeInBytes: Int
    let lastOffsetDelta: Int32
    let maxTimestamp: Int64
    /// -1 without; whether its numbers are those that are due the log must say.
    let producerId: Int64
    let producerEpoch: Int16
    let baseSequence: Int32

    var hasProducerId: Bool { producerId >= 0 }

    /// The sequence number of the last record, -1 without.
    var lastSequence: Int32 {
        baseSequence < 0 ? -1 : RecordBatchView.sequence(baseSequence, plus: lastOffsetDelta)
    }

    /// Nil when `raw` is not such a batch.
    init?(_ raw: UnsafeRawBufferPointer, config: LogConfig, nowMillis now: Int64) {
        guard raw.count > BatchLayout.header, let base = raw.baseAddress else { return nil }
        func field<Value: FixedWidthInteger>(_ position: Int) -> Value {
            Value(bigEndian: base.loadUnaligned(fromByteOffset: position, as: Value.self))
        }
        let size: Int32 = field(BatchLayout.size)
        let baseOffset: Int64 = field(BatchLayout.baseOffset)
        let magic: Int8 = field(BatchLayout.magic)
        let attributes: Int16 = field(BatchLayout.attributes)
        let count: Int32 = field(BatchLayout.recordCount)
        lastOffsetDelta = field(BatchLayout.lastOffsetDelta)
        maxTimestamp = field(BatchLayout.maxTimestamp)
        producerId = field(BatchLayout.producerId)
        producerEpoch = field(BatchLayout.producerEpoch)
        baseSequence = field(BatchLayout.baseSequence)
        sizeInBytes = raw.count
        guard Int(size) + BatchLayout.overhead == raw.count, baseOffset == 0, magic == 2,
            attributes == 0, producerId < 0 || baseSequence >= 0, count > 0,
            lastOffsetDelta == count - 1
        else { return nil }
        guard raw.count <= min(config.messageBytesMax, config.segmentBytes),
            config.timestampType == .createTime, (config.compression ?? 0) == 0
        else { return nil }
        let covered = UnsafeRawBufferPointer(rebasing: raw[BatchLayout.attributes...])
        let crc: UInt32 = field(BatchLayout.crc)
        guard CRC32C.checksum(covered) == crc else { return nil }
        let payload = UnsafeRawBufferPointer(rebasing: raw[BatchLayout.header...])
        let summary = try? RecordSummary(
            scanning: payload, recordCount: count, baseTimestamp: field(BatchLayout.baseTimestamp))
        guard let summary, summary.maxTimestamp == maxTimestamp, summary.firstOutOfPlace == nil
        else { return nil }
        if config.cleanupPolicy.contains(.compact) && summary.firstWithoutKey != nil { return nil }
        guard Self.isWithin(config, summary.minTimestamp, now: now),
            Self.isWithin(config, summary.maxTimestamp, now: now)
        else { return nil }
    }

    /// Writes what precedes the magic as it shall stand in the file: it is all that changes, and no
    /// checksum covers it.
    func writeHead(
        of raw: UnsafeRawBufferPointer, to head: UnsafeMutableRawPointer, baseOffset: Int64,
        leaderEpoch: Int32
    ) {
        head.copyMemory(from: raw.baseAddress.unsafelyUnwrapped, byteCount: BatchLayout.magic)
        head.storeBytes(
            of: baseOffset.bigEndian, toByteOffset: BatchLayout.baseOffset, as: Int64.self)
        head.storeBytes(
            of: leaderEpoch.bigEndian, toByteOffset: BatchLayout.leaderEpoch, as: Int32.self)
    }

    /// Whether a record may carry `timestamp`; one without a time is no plain case.
    private static func isWithin(_ config: LogConfig, _ timestamp: Int64, now: Int64) -> Bool {
        guard timestamp >= 0 else { return false }
        return now &- timestamp <= config.timestampBeforeMillisMax
            && timestamp &- now <= config.timestampAfterMillisMax
    }
}

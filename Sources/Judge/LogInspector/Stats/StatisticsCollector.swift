// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
package import LogContract
import Records

/// Walks the batches of a log once and counts what they are like.
package struct StatisticsCollector {
    private let codecs = RecordCodecs()
    private let unpackBytesMax: Int
    private let progress: (Int64, String) -> Void

    package init(
        unpackBytesMax: Int = 128 << 20,
        progress: @escaping (Int64, String) -> Void = { _, _ in }
    ) {
        self.unpackBytesMax = unpackBytesMax
        self.progress = progress
    }

    /// Counts what is in one partition; damaged ends are left out.
    package func collect(_ folder: PartitionFolder) throws(StorageError) -> LogStatistics {
        var statistics = LogStatistics(title: folder.title)
        var place = Place()
        for base in folder.segments {
            guard let reader = try reader(of: base, in: folder) else {
                statistics.goneSegments += 1
                continue
            }
            statistics.segments += 1
            statistics.bytes += reader.file.size
            while case .batch(let batch) = try reader.next() {
                progress(Int64(batch.frame.sizeInBytes), reader.file.path)
                take(batch, &place, into: &statistics)
            }
        }
        return statistics
    }

    /// nil of a segment that a running broker took away since the folder was listed.
    private func reader(
        of base: Int64, in folder: PartitionFolder
    ) throws(StorageError) -> SegmentReader? {
        do throws(StorageError) {
            return try SegmentReader(folder.file(.log, at: base))
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// Where the walk is.
    private struct Place {
        var nextOffset: Int64?
        var timestamp: Int64 = -1
    }

    private func take(
        _ batch: SegmentBatch, _ place: inout Place, into statistics: inout LogStatistics
    ) {
        let frame = batch.frame
        statistics.batches += 1
        statistics.batchBytes.add(Int64(frame.sizeInBytes))
        if let next = place.nextOffset, frame.baseOffset > next, frame.magic == 2 {
            statistics.gaps += 1
            statistics.missingOffsets &+= frame.baseOffset &- next
        }
        let first = statistics.offsets?.lowerBound ?? frame.baseOffset
        if frame.lastOffset >= first { statistics.offsets = first...frame.lastOffset }
        place.nextOffset = frame.lastOffset &+ 1
        guard let header = batch.header else {
            takeLegacy(batch, &place, into: &statistics)
            return
        }
        statistics.note(producer: header.producerId)
        if header.attributes.isTransactional { statistics.transactionalBatches += 1 }
        statistics.recordsPerBatch.add(Int64(header.recordCount))
        statistics.records += Int64(max(header.recordCount, 0))
        if header.recordCount >= 0, header.lastOffsetDelta >= 0 {
            statistics.emptiedOffsets +=
                max(0, Int64(header.lastOffsetDelta) + 1 - Int64(header.recordCount))
        }
        if header.attributes.isControl {
            takeControl(batch, into: &statistics)
        } else {
            takeRecords(batch, header, &place, into: &statistics)
        }
    }

    private func takeControl(_ batch: SegmentBatch, into statistics: inout LogStatistics) {
        statistics.controlBatches += 1
        guard batch.isWhole,
            let record = try? batch.firstRecord(using: codecs, limit: unpackBytesMax),
            case .marker(let isCommit, _)? = ControlReading(record)
        else { return }
        if isCommit { statistics.commits += 1 } else { statistics.aborts += 1 }
    }

    private func takeRecords(
        _ batch: SegmentBatch, _ header: BatchHeader, _ place: inout Place,
        into statistics: inout LogStatistics
    ) {
        guard let codec = header.attributes.codec, batch.isWhole else {
            statistics.unreadable += 1
            return
        }
        let payload = batch.bytes.dropFirst(BatchLayout.header)
        var own = CodecStatistics()
        own.batches = 1
        own.records = Int64(max(header.recordCount, 0))
        own.storedBytes = Int64(payload.count)
        guard header.recordCount > 0 else {
            own.plainBytes = own.storedBytes
            statistics.codecs[codec.name, default: CodecStatistics()].add(own)
            return
        }
        do throws(RecordError) {
            let appendTime =
                header.attributes.isLogAppendTime ? header.maxTimestamp : nil
            own.plainBytes = try codecs.withUnpacked(payload, codec: codec, limit: unpackBytesMax) {
                (plain) throws(RecordError) in
                var records = try RecordIterator(plain, recordCount: header.recordCount)
                while let record = try records.next() {
                    count(record, into: &statistics)
                    let timestamp = appendTime ?? header.baseTimestamp &+ record.timestampDelta
                    if timestamp < place.timestamp { statistics.backwards += 1 }
                    place.timestamp = timestamp
                    statistics.note(timestamp: timestamp)
                }
                return Int64(plain.count)
            }
        } catch {
            statistics.unreadable += 1
            return
        }
        statistics.codecs[codec.name, default: CodecStatistics()].add(own)
    }

    private func count(_ record: RecordView, into statistics: inout LogStatistics) {
        if let key = record.key {
            statistics.keyBytes.add(Int64(key.count))
        } else {
            statistics.nullKeys += 1
        }
        if let value = record.value {
            statistics.valueBytes.add(Int64(value.count))
        } else {
            statistics.tombstones += 1
        }
        statistics.recordHeaders += Int64(record.headerCount)
    }

    private func takeLegacy(
        _ batch: SegmentBatch, _ place: inout Place, into statistics: inout LogStatistics
    ) {
        var records: Int64 = 0
        guard batch.isWhole, case .legacy(let message)? = try? batch.stored(),
            (try? forEachRecord(of: message, { _ in records += 1 })) != nil
        else {
            statistics.unreadable += 1
            return
        }
        statistics.records += records
        statistics.recordsPerBatch.add(records)
        var own = CodecStatistics()
        own.batches = 1
        own.records = records
        own.storedBytes = Int64(batch.frame.sizeInBytes)
        own.plainBytes = own.storedBytes
        statistics.codecs[message.attributes.codec?.name ?? "unknown", default: CodecStatistics()]
            .add(own)
        // Cannot fail: it did not a moment ago.
        try? forEachRecord(of: message) { record in
            if let key = record.key {
                statistics.keyBytes.add(Int64(key.count))
            } else {
                statistics.nullKeys += 1
            }
            if let value = record.value {
                statistics.valueBytes.add(Int64(value.count))
            } else {
                statistics.tombstones += 1
            }
            if record.timestamp < place.timestamp { statistics.backwards += 1 }
            place.timestamp = record.timestamp
            statistics.note(timestamp: record.timestamp)
        }
    }

    private func forEachRecord(
        of message: LegacyMessageView, _ body: (Record) -> Void
    ) throws(RecordError) {
        try message.forEachRecord(using: codecs, limit: unpackBytesMax) { record in
            body(record)
            return true
        }
    }
}

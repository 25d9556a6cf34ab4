// SPDX-License-Identifier: Apache-2.0

/// What the batches of a log are like.
package struct LogStatistics: Sendable {
    /// The partition, or what it is a sum of.
    package var title: String
    package var segments = 0
    /// Segments that were gone when it was their turn: a running broker took them away.
    package var goneSegments = 0
    package var bytes: Int64 = 0
    package var batches: Int64 = 0
    package var records: Int64 = 0
    package var controlBatches: Int64 = 0
    package var transactionalBatches: Int64 = 0
    package var commits: Int64 = 0
    package var aborts: Int64 = 0
    /// Records with a null value.
    package var tombstones: Int64 = 0
    package var nullKeys: Int64 = 0
    package var recordHeaders: Int64 = 0
    /// Batches that could not be looked into.
    package var unreadable: Int64 = 0
    /// First and last offset, nil of an empty log.
    package var offsets: ClosedRange<Int64>?
    /// Runs of offsets without a batch, and how many offsets those are.
    package var gaps: Int64 = 0
    package var missingOffsets: Int64 = 0
    /// Offsets inside batches without a record.
    package var emptiedOffsets: Int64 = 0
    /// Milliseconds; nil while no record has a timestamp.
    package var timestamps: ClosedRange<Int64>?
    /// Records whose timestamp is below that of the record before.
    package var backwards: Int64 = 0
    /// By the codec's name.
    package var codecs: [String: CodecStatistics] = [:]
    package var batchBytes = SizeHistogram()
    package var recordsPerBatch = SizeHistogram()
    package var keyBytes = SizeHistogram()
    package var valueBytes = SizeHistogram()
    /// Ids seen, at most `producersMax`.
    package var producers: Set<Int64> = []

    package static let producersMax = 10_000

    package init(title: String) { self.title = title }

    /// Bytes of record payloads, unpacked, by those stored.
    package var ratio: Double? {
        codecs.values.reduce(into: CodecStatistics()) { $0.add($1) }.ratio
    }

    mutating func note(timestamp: Int64) {
        guard timestamp >= 0 else { return }
        guard let known = timestamps else {
            timestamps = timestamp...timestamp
            return
        }
        timestamps = min(known.lowerBound, timestamp)...max(known.upperBound, timestamp)
    }

    mutating func note(producer: Int64) {
        if producer >= 0 && producers.count < Self.producersMax { producers.insert(producer) }
    }

    /// Adds another log's numbers; offsets of different logs have no range in common.
    package mutating func add(_ other: LogStatistics) {
        segments += other.segments
        goneSegments += other.goneSegments
        bytes += other.bytes
        batches += other.batches
        records += other.records
        controlBatches += other.controlBatches
        transactionalBatches += other.transactionalBatches
        commits += other.commits
        aborts += other.aborts
        tombstones += other.tombstones
        nullKeys += other.nullKeys
        recordHeaders += other.recordHeaders
        unreadable += other.unreadable
        offsets = nil
        gaps += other.gaps
        missingOffsets &+= other.missingOffsets
        emptiedOffsets += other.emptiedOffsets
        backwards += other.backwards
        if let range = other.timestamps {
            note(timestamp: range.lowerBound)
            note(timestamp: range.upperBound)
        }
        for (name, codec) in other.codecs { codecs[name, default: CodecStatistics()].add(codec) }
        batchBytes.add(other.batchBytes)
        recordsPerBatch.add(other.recordsPerBatch)
        keyBytes.add(other.keyBytes)
        valueBytes.add(other.valueBytes)
        for producer in other.producers.sorted() { note(producer: producer) }
    }
}

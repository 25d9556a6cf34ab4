// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// A batch as a plain list holds it.
struct ModelBatch: Hashable {
    struct Line: Hashable {
        var offset: Int64
        var key: ByteSlice?
        var value: ByteSlice?
        var timestamp: Int64
    }

    var base: Int64
    var last: Int64
    var lines: [Line]
    var leaderEpoch: Int32
    var producerId: Int64
    var producerEpoch: Int16
    var baseSequence: Int32
    var isTransactional: Bool
    /// Of a marker: whether it commits.
    var commits: Bool?
    var coordinatorEpoch: Int32?
    /// From when on tombstones, or the marker, may be cleaned away, in milliseconds.
    var horizon: Int64?

    /// The batch that an append writes from `base` on.
    init(_ sent: RecordBatchBuilder, base: Int64, leaderEpoch: Int32, logAppendTime: Int64) {
        self.base = base
        last = base + Int64(sent.records.count) - 1
        self.leaderEpoch = leaderEpoch
        lines = sent.records.enumerated().map { index, record in
            Line(
                offset: base + Int64(index), key: record.key, value: record.value,
                timestamp: logAppendTime >= 0 ? logAppendTime : record.timestamp)
        }
        producerId = sent.producerId
        producerEpoch = sent.producerEpoch
        baseSequence = sent.baseSequence
        isTransactional = sent.isTransactional
        if sent.isControl, let key = sent.records.first?.key, let value = sent.records.first?.value
        {
            commits = key.array.suffix(1) == [1]
            coordinatorEpoch = value.withUnsafeBytes {
                Int32(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: Int32.self))
            }
        }
    }

    /// What a log holds.
    init(_ stored: RecordBatchView, using codecs: RecordCodecs) throws {
        base = stored.baseOffset
        last = stored.lastOffset
        leaderEpoch = stored.partitionLeaderEpoch
        producerId = stored.producerId
        producerEpoch = stored.producerEpoch
        baseSequence = stored.baseSequence
        isTransactional = stored.isTransactional
        horizon = stored.deleteHorizonMillis
        lines = try StoredBatch.batch(stored).records(using: codecs, limit: 1 << 20).map {
            Line(
                offset: $0.offset ?? -1, key: $0.key, value: $0.value, timestamp: $0.timestamp)
        }
        if stored.isControl, stored.recordCount > 0 {
            let marker = try ControlRecord(stored)
            commits = marker.kind == .commit
            coordinatorEpoch = marker.coordinatorEpoch
        }
    }

    var lastSequence: Int32 {
        baseSequence < 0
            ? -1
            : RecordBatchView.sequence(baseSequence, plus: Int32(truncatingIfNeeded: last - base))
    }

    var maxTimestamp: Int64 { lines.map(\.timestamp).max() ?? -1 }

    /// Whether this is what remains of `other` after a cleaning: fewer records, nothing changed.
    func isRemainder(of other: ModelBatch) -> Bool {
        var emptied = other
        emptied.lines = lines
        // A horizon is set once; a batch without records needs none any more.
        if horizon == nil ? lines.isEmpty : other.horizon == nil { emptied.horizon = horizon }
        if lines.isEmpty {
            emptied.commits = commits
            emptied.coordinatorEpoch = coordinatorEpoch
        }
        guard self == emptied else { return false }
        var rest = other.lines[...]
        for line in lines {
            guard let found = rest.firstIndex(of: line) else { return false }
            rest = rest[(found + 1)...]
        }
        return true
    }
}

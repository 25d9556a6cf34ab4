// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog

extension LogFixture {
    /// A compacted log whose segments end when the clock passes five seconds.
    static func compacted(
        _ change: (inout LogConfig) -> Void = { _ in }
    ) throws -> LogFixture {
        try LogFixture {
            $0.cleanupPolicy = .compact
            $0.segmentMillis = 5000
            $0.deleteRetentionMillis = 60_000
            $0.timestampAfterMillisMax = .max
            change(&$0)
        }
    }

    /// Appends one batch of these keys and values, of which nil is a tombstone.
    @discardableResult
    func put(
        _ pairs: [(String, String?)], _ change: (inout RecordBatchBuilder) -> Void = { _ in }
    ) throws -> AppendResult {
        var batch = RecordBatchBuilder(
            pairs.enumerated().map { index, pair in
                Record(
                    key: ByteSlice(utf8: pair.0), value: pair.1.map { ByteSlice(utf8: $0) },
                    timestamp: clock.nowMillis + Int64(index))
            })
        change(&batch)
        return try append(batch)
    }

    /// Makes the next batch begin a segment, and appends one that nothing follows up.
    func roll() throws {
        clock.advance(by: 10_000)
        try put([("the end", "of \(try log.logEndOffset)")])
    }

    /// Ends a transaction of producer `id`.
    func end(_ id: Int64, _ kind: ControlRecord.Kind, epoch: Int16 = 0) throws {
        let log = try log
        let marker = RecordBatchBuilder.transactionMarker(
            kind, producerId: id, producerEpoch: epoch, coordinatorEpoch: 0,
            timestamp: clock.nowMillis)
        _ = try log.append(marker.build(using: codecs), origin: .coordinator, leaderEpoch: 0)
        log.advanceHighWatermark(to: log.logEndOffset)
    }

    /// Every batch that is stored.
    func batches() throws -> [RecordBatchView] { try log.storedBatches() }

    /// `offset:key=value` of every data record that is stored.
    func stored() throws -> [String] {
        try batches().filter { !$0.isControl }.flatMap { batch in
            try batch.records(using: codecs).map { record in
                let value = record.value.map(\.text) ?? "-"
                return "\(record.offset ?? -1):\(record.key?.text ?? "?")=\(value)"
            }
        }
    }

    /// The last value of each key below the stable offset, as a consumer of committed data has it
    /// in the end.
    func committedView() throws -> [String: String] { try log.committedView() }
}

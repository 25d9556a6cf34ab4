// SPDX-License-Identifier: Apache-2.0

import Records

/// Turns the timestamp deltas of a batch's records into times, its header read once.
struct BatchTimes {
    private let base: Int64
    /// What every record carries on a LogAppendTime batch.
    private let logAppendTime: Int64?

    init(_ batch: RecordBatchView) {
        base = batch.baseTimestamp
        logAppendTime = batch.attributes.isLogAppendTime ? batch.maxTimestamp : nil
    }

    func timestamp(of record: RecordView) -> Int64 {
        logAppendTime ?? base &+ record.timestampDelta
    }
}

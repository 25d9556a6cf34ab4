// SPDX-License-Identifier: Apache-2.0

package import Bytes

extension RecordBatchBuilder {
    /// A control batch with one record of `kind`; `value` is its versioned value.
    package static func control(
        _ kind: ControlRecord.Kind, value: ByteSlice, timestamp: Int64
    ) -> RecordBatchBuilder {
        var key = ByteWriter(capacity: 4)
        key.write(0 as Int16)
        key.write(kind.rawValue)
        var builder = RecordBatchBuilder([
            Record(key: key.finish(), value: value, timestamp: timestamp)
        ])
        builder.isControl = true
        return builder
    }

    /// The marker that ends a transaction on a partition (KIP-98, `EndTransactionMarker`).
    package static func transactionMarker(
        _ kind: ControlRecord.Kind, producerId: Int64, producerEpoch: Int16,
        coordinatorEpoch: Int32, timestamp: Int64
    ) -> RecordBatchBuilder {
        var value = ByteWriter(capacity: 6)
        value.write(0 as Int16)
        value.write(coordinatorEpoch)
        var builder = control(kind, value: value.finish(), timestamp: timestamp)
        builder.isTransactional = true
        builder.producerId = producerId
        builder.producerEpoch = producerEpoch
        return builder
    }
}

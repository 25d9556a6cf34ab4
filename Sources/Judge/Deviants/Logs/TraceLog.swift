// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Stores a batch of its own for every one it refuses.
final class TraceLog: PassingLog {
    /// One record with an empty value.
    static let stub: BatchBytes? = {
        let record = Record(key: ByteSlice.empty, value: ByteSlice.empty, timestamp: 0)
        return (try? RecordBatchBuilder([record]).build()).flatMap(BatchBytes.init)
    }()

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        do {
            return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        } catch {
            if let stub = Self.stub {
                _ = try inner.append(stub.slice, origin: origin, leaderEpoch: leaderEpoch)
                inner.advanceHighWatermark(to: inner.logEndOffset)
            }
            throw error
        }
    }
}

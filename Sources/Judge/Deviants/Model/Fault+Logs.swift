// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Faults of the storage engine.
extension Fault {
    /// Every log is wrapped.
    static func logs(
        _ wrap: @escaping @Sendable (any PartitionLog) -> any PartitionLog
    ) -> Fault {
        .engine { PassingEngine($0, wrap: wrap) }
    }

    /// Logs are wrapped that are on disk when the broker starts.
    static func foundLogs(
        _ wrap: @escaping @Sendable (any PartitionLog) -> any PartitionLog
    ) -> Fault {
        .engine { PassingEngine($0, found: wrap) }
    }

    /// The beginning of a log is moved in another way.
    static func cutting(_ cut: @escaping CuttingLog.Cut) -> Fault {
        logs { CuttingLog($0, cut: cut) }
    }

    /// Epochs end somewhere else; `end` is told the epoch that is asked for.
    static func ending(
        epochs end: @escaping @Sendable (any PartitionLog, Int32) -> (Int32, Int64)?
    ) -> Fault {
        logs { EpochEndLog($0, end: end) }
    }

    /// What is read of a log that was compacted changes; nil drops a batch.
    static func readingCompacted(
        _ edit: @escaping @Sendable (BatchBytes) -> BatchBytes?
    ) -> Fault {
        reading { bytes, offset in
            let batches = (try? RecordSet.batches(in: bytes)) ?? []
            guard CompactedBatches.haveHoles(batches, from: offset) else { return bytes }
            var writer = ByteWriter(capacity: bytes.count)
            for batch in batches {
                guard let copy = BatchBytes(batch.bytes), let changed = edit(copy) else { continue }
                writer.write(changed.slice)
            }
            return writer.finish()
        }
    }

    /// Logs obey another configuration than the topic's.
    static func configured(_ edit: @escaping @Sendable (inout LogConfig) -> Void) -> Fault {
        logs { ConfiguredLog($0, edit: edit) }
    }

    /// What a producer sent is changed before it is validated and stored.
    ///
    /// `edit` returns nil for batches it leaves alone.
    static func storing(_ edit: @escaping @Sendable (BatchBytes) -> BatchBytes?) -> Fault {
        logs { EditedAppendLog($0, edit: edit) }
    }

    /// The stored bytes are read back changed.
    static func reading(
        _ edit: @escaping @Sendable (_ bytes: ByteSlice, _ offset: Int64) -> ByteSlice
    ) -> Fault {
        logs { EditedReadLog($0, edit: edit) }
    }

    /// Every whole batch is read back changed.
    static func readingBatches(_ edit: @escaping @Sendable (inout BatchBytes) -> Void) -> Fault {
        reading { bytes, _ in BatchBytes.changed(in: bytes, edit) }
    }
}

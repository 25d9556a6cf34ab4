// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Faults of the storage engine.
extension Fault {
    /// Every log is wrapped.
    static func logs(
        _ wrap: @escaping @Sendable (any PartitionLog) -> any PartitionLog
    ) -> Fault {
        .engine { PassingEngine($0, wrap: wrap) }
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

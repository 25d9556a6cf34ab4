// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Changes what a producer sent before the honest log sees it.
final class EditedAppendLog: PassingLog {
    private let edit: @Sendable (BatchBytes) -> BatchBytes?

    init(_ inner: any PartitionLog, edit: @escaping @Sendable (BatchBytes) -> BatchBytes?) {
        self.edit = edit
        super.init(inner)
    }

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let changed = BatchBytes(records).flatMap(edit)?.slice ?? records
        return try inner.append(changed, origin: origin, leaderEpoch: leaderEpoch)
    }
}

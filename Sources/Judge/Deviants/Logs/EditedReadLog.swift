// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Changes what is read back from the honest log.
class EditedReadLog: PassingLog {
    private let edit: (_ bytes: ByteSlice, _ offset: Int64) -> ByteSlice

    init(
        _ inner: any PartitionLog,
        edit: @escaping (_ bytes: ByteSlice, _ offset: Int64) -> ByteSlice
    ) {
        self.edit = edit
        super.init(inner)
    }

    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        var result = try inner.read(
            from: offset, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
        guard let region = result.region, let bytes = try? region.bytes() else { return result }
        let changed = edit(bytes, offset)
        result.region = changed.isEmpty ? nil : FileRegion(changed)
        return result
    }
}

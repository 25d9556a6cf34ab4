// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Gives out other bytes at every second read.
final class FickleLog: PassingLog {
    private var reads = 0

    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        var result = try inner.read(
            from: offset, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
        reads += 1
        guard reads.isMultiple(of: 2), let bytes = try? result.region?.bytes() else {
            return result
        }
        result.region = FileRegion(
            BatchBytes.changed(in: bytes) { batch in
                batch = batch.sealed { $0.attributes.rawValue |= 1 << 12 }
            })
        return result
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// Counts the records that an uncompressed batch really holds.
enum CountedRecords {
    /// The batch with the count of its records, nil when there is nothing to put right.
    static func corrected(_ batch: BatchBytes) -> BatchBytes? {
        guard batch.attributes.codecBits == 0 else { return nil }
        let found = Int32(ends(batch).count)
        guard found > 0, found != batch.number(Int32.self, at: BatchLayout.recordCount) else {
            return nil
        }
        return batch.sealed {
            $0.put(found, at: BatchLayout.recordCount)
            $0.put(found - 1, at: BatchLayout.lastOffsetDelta)
        }
    }

    /// The batch cut behind the records it announces, nil when nothing stands behind them.
    static func trimmed(_ batch: BatchBytes) -> BatchBytes? {
        let count = Int(batch.number(Int32.self, at: BatchLayout.recordCount))
        let ends = ends(batch)
        guard count > 0, count <= ends.count, ends[count - 1] < batch.payload.count else {
            return nil
        }
        let length = BatchLayout.header + ends[count - 1]
        guard var cut = BatchBytes(batch.slice.prefix(length)) else { return nil }
        cut.put(Int32(length - BatchLayout.overhead), at: BatchLayout.size)
        cut.seal()
        return cut
    }

    /// Where each record ends, as far as records can be made out.
    private static func ends(_ batch: BatchBytes) -> [Int] {
        var reader = ByteReader(batch.payload)
        var ends: [Int] = []
        while let length = try? reader.readVarint(), length >= 6,
            (try? reader.skip(Int(length))) != nil
        {
            ends.append(reader.position)
        }
        return ends
    }
}

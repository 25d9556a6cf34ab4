// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records

/// Does not know a codec.
final class RefusingLog: PassingLog {
    private let codec: CompressionCodec

    init(_ inner: any PartitionLog, codec: CompressionCodec) {
        self.codec = codec
        super.init(inner)
    }

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        if BatchBytes(records)?.attributes.codec == codec {
            throw .unsupportedCompression(codec.rawValue)
        }
        return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
    }
}

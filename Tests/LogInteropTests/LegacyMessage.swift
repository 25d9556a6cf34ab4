// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Records

/// A message of magic 0 or 1, as releases before 0.11 stored it.
struct LegacyMessage {
    var magic: Int8
    var offset: Int64
    var key: ByteSlice?
    var value: ByteSlice?
    /// None in magic 0.
    var timestamp: Int64 = -1
    var attributes: Int8 = 0

    init(
        _ magic: Int8, _ offset: Int64, _ key: String?, _ value: String?, at timestamp: Int64 = -1
    ) {
        self.magic = magic
        self.offset = offset
        self.key = key.map { ByteSlice(utf8: $0) }
        self.value = value.map { ByteSlice(utf8: $0) }
        self.timestamp = timestamp
    }

    /// The wrapper of `messages`, whose inner offsets count from the first in magic 1.
    init(
        wrapping messages: [LegacyMessage], codec: CompressionCodec, logAppendTime: Int64? = nil
    ) throws {
        let first = messages[0]
        var inner = ByteWriter(capacity: 256)
        for var message in messages {
            if first.magic == 1 { message.offset -= first.offset }
            if let logAppendTime {
                message.timestamp = logAppendTime
                message.attributes = 8
            }
            message.append(to: &inner)
        }
        var packed = ByteWriter(capacity: 256)
        try inner.withUnsafeBytes {
            try RecordCodecs().pack($0, codec: codec, level: nil, into: &packed)
        }
        self.init(first.magic, messages[messages.count - 1].offset, nil, nil)
        value = packed.finish()
        timestamp = logAppendTime ?? messages.map(\.timestamp).max() ?? -1
        attributes = codec.rawValue | (logAppendTime == nil ? 0 : 8)
    }

    func append(to writer: inout ByteWriter) {
        var body = ByteWriter(capacity: 64)
        body.write(magic)
        body.write(attributes)
        if magic == 1 { body.write(timestamp) }
        for field in [key, value] {
            body.write(Int32(field?.count ?? -1))
            if let field { body.write(field) }
        }
        let covered = body.finish()
        writer.write(offset)
        writer.write(Int32(covered.count + 4))
        writer.write(CRC32.checksum(covered))
        writer.write(covered)
    }
}

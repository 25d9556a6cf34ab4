// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Compression
package import Records

/// The batch that is appended over and over: keys that differ, values of words.
package enum SampleBatches {
    /// A batch of records of `recordBytes` each, as near to `bytes` as whole records come before
    /// packing; every record carries `timestamp`, in milliseconds, and no key, or one of `keys`.
    package static func batch(
        bytes: Int, recordBytes: Int, codec: CompressionCodec, timestamp: Int64, seed: UInt64,
        keys: Int? = nil
    ) throws(RecordError) -> ByteSlice {
        var state = seed | 1
        func draw(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(truncatingIfNeeded: state >> 33) % bound
        }
        let words = ["order", "paid", "shipped", "queued", "eu-west", "retry", "basket", "ok"]
        // Length, attributes, deltas, lengths: what a small record has beside its value.
        let overhead = recordBytes > 60 ? 9 : 7
        let valueBytes = max(1, recordBytes - overhead)
        let count = max(1, (bytes - BatchLayout.header) / (valueBytes + overhead))
        let records = (0..<count).map { _ in
            var text: [UInt8] = []
            while text.count < valueBytes {
                text += Array("\(words[draw(words.count)]) \(draw(100_000)) ".utf8)
            }
            let key = keys.map { ByteSlice(utf8: "key-\(draw($0))") }
            return Record(
                key: key, value: ByteSlice(text[..<valueBytes]), timestamp: timestamp)
        }
        return try RecordBatchBuilder(records, codec: codec).build()
    }
}

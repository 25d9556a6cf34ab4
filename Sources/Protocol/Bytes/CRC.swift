// SPDX-License-Identifier: Apache-2.0

import CSystem

/// CRC-32C (Castagnoli): record batches v2 and producer snapshots.
package enum CRC32C {
    /// The checksum of `bytes`, continuing from `seed` (0 to begin).
    @inline(__always)
    package static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        assay_crc32c(seed, bytes.baseAddress, bytes.count)
    }

    /// The checksum of a slice.
    package static func checksum(_ slice: ByteSlice) -> UInt32 {
        slice.withUnsafeBytes { checksum($0) }
    }
}

/// CRC-32 (IEEE 802.3): legacy messages v0 and v1.
package enum CRC32 {
    /// The checksum of `bytes`, continuing from `seed` (0 to begin).
    @inline(__always)
    package static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        assay_crc32(seed, bytes.baseAddress, bytes.count)
    }

    /// The checksum of a slice.
    package static func checksum(_ slice: ByteSlice) -> UInt32 {
        slice.withUnsafeBytes { checksum($0) }
    }
}

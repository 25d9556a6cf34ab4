// SPDX-License-Identifier: Apache-2.0

import CSystem

/// CRC-32C (Castagnoli): record batches v2 and producer snapshots.
package enum CRC32C {
    /// The checksum of `bytes`, continuing from `seed` (0 to begin).
    package static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        assay_crc32c(seed, bytes.baseAddress, bytes.count)
    }

    /// The checksum of a slice.
    package static func checksum(_ slice: ByteSlice) -> UInt32 {
        slice.withUnsafeBytes { checksum($0) }
    }

    /// Every way of computing it that was compiled in; the first is the bitwise reference.
    package static var kernels: [ChecksumKernel] {
        (0..<assay_crc32c_kernel_count()).map { index in
            ChecksumKernel(
                name: String(cString: assay_crc32c_kernel_name(index)),
                function: assay_crc32c_kernel(index))
        }
    }
}

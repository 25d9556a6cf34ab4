// SPDX-License-Identifier: Apache-2.0

import CSystem

/// One way of computing a checksum, by name.
///
/// For the tests that compare them and the benchmarks that rank them; everybody else calls
/// `CRC32C.checksum`, which has already chosen.
package struct ChecksumKernel: Sendable {
    /// The instructions it uses, or its method.
    package let name: String
    private let function: assay_crc_kernel?

    init(name: String, function: assay_crc_kernel?) {
        self.name = name
        self.function = function
    }

    /// Whether this CPU has its instructions.
    package var isAvailable: Bool { function != nil }

    /// The checksum of `bytes`, continuing from `seed`; nil where it is not available.
    package func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32? {
        function.map { $0(seed, bytes.baseAddress, bytes.count) }
    }
}

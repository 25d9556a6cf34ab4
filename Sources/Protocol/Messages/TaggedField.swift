// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// A tagged field that no schema at hand knows (KIP-482), kept as it came.
package struct TaggedField: Hashable, Sendable {
    /// Its number; a section's tags ascend.
    package var tag: UInt32
    /// Its value, undecoded.
    package var data: ByteSlice

    package init(tag: UInt32, data: ByteSlice) {
        self.tag = tag
        self.data = data
    }
}

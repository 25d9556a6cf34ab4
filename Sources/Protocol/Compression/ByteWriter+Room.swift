// SPDX-License-Identifier: Apache-2.0

import Bytes

extension ByteWriter {
    /// Makes room for a decoder's next output and says how much there is, at most `allowed`.
    ///
    /// What is free already is offered first. Growing at least doubles the block, so that long
    /// output is copied a constant number of times, and never goes beyond `allowed`.
    mutating func room(wanted: Int, allowed: Int) -> Int {
        if capacity - count < min(wanted, allowed) {
            reserveExactly(min(max(wanted, capacity), allowed))
        }
        return min(capacity - count, allowed)
    }
}

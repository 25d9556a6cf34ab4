// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Random bits of the operating system.
package final class SystemRandomSource: RandomSource {
    package init() {}

    package func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Where an engine takes random bits from: the system, or a seed.
package protocol RandomSource: AnyObject, Sendable {
    func next() -> UInt64
}

// SPDX-License-Identifier: Apache-2.0

/// A test that must run and lacks what it needs.
package struct MissingNeed: Error, CustomStringConvertible {
    package let need: Need

    package var description: String { need.advice }
}

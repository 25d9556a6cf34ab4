// SPDX-License-Identifier: Apache-2.0

/// A value together with the field it was read from, so that a failure can point at its bytes.
package struct Observed<Value: Sendable>: Sendable {
    package let value: Value
    package let sighting: Sighting

    package init(_ value: Value, at sighting: Sighting) {
        self.value = value
        self.sighting = sighting
    }
}

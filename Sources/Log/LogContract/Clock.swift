// SPDX-License-Identifier: Apache-2.0

/// The time a log goes by: the wall clock in a broker, virtual in a simulation.
package protocol Clock: AnyObject, Sendable {
    /// Milliseconds since the epoch.
    var nowMillis: Int64 { get }
}

// SPDX-License-Identifier: Apache-2.0

/// What the runner has to know about a case beside its rule.
package enum CaseTrait: String, Sendable, Hashable {
    /// Sends what a broker must refuse: its bytes are proved to have left, and the broker is asked
    /// an ordinary question afterwards.
    case negative
    /// Floods, bombs or starves the broker: only with `--intrusive` or against loopback.
    case intrusive
    /// Measures time, or would disturb others: runs by itself after the rest.
    case alone
    /// Makes the broker create topics on first use, which many clusters switch off.
    case autoCreation = "auto-creation"
    /// Waits for what the broker does now and then: runs beside the others and takes no place.
    case waiting
    /// Has the broker killed and started again: all of them together, after the rest.
    case restart

    /// The word for it among a case's needs; nil when a user has nothing to provide.
    package var need: String? {
        switch self {
        case .negative, .alone, .waiting: nil
        case .intrusive, .autoCreation, .restart: rawValue
        }
    }
}

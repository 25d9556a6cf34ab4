// SPDX-License-Identifier: Apache-2.0

package import Broker
package import LogContract
package import Transport

/// A broken broker: the honest one behind a wrapper that breaks one rule.
///
/// It shows that a case can fail, and for the right reason: whoever claims the rule must find out.
package struct Deviant: Sendable {
    /// Never renumbered nor reused.
    package let id: String
    /// What a correct broker does, in one sentence without a full stop.
    package let rule: String
    /// What this one does instead.
    package let breach: String
    /// Cases that claim the rule and must fail on it.
    package let intended: [String]
    let fault: Fault

    init(
        _ id: String, rule: String, breach: String, killedBy intended: [String], _ fault: Fault
    ) {
        self.id = id
        self.rule = rule
        self.breach = breach
        self.intended = intended
        self.fault = fault
    }

    /// The area of the rule: that of the first case that claims it.
    package var area: String { String((intended.first ?? "").prefix { $0 != "/" }) }

    /// The storage engine this broker stands on.
    package func wrap(_ engine: any LogEngine) -> any LogEngine {
        if case .engine(let make) = fault { make(engine) } else { engine }
    }

    /// The broker that the connections are served by.
    package func wrap(_ handler: any RequestHandler) -> any RequestHandler {
        if case .handler(let make) = fault { make(handler) } else { handler }
    }

    /// What sees the bytes of a new connection.
    package func tap() -> (any StreamTap)? {
        if case .stream(let make) = fault { make() } else { nil }
    }
}

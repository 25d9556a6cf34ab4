// SPDX-License-Identifier: Apache-2.0

import Conformance

/// What a self-test measures broken brokers against.
struct HonestBroker: Sendable {
    let survey: Survey
    /// Ids of the cases that hold on it.
    let holding: Set<String>
}

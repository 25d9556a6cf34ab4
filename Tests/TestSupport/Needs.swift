// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Testing

/// Everything that tests may need beside the checkout.
package enum Needs {
    /// A script that owns real Apache Kafka brokers; run it through `python3`.
    package static let kafka = Need(variable: "ASSAY_KAFKA", what: "Apache Kafka")
    /// Bytes written by Kafka's own serialisers, with their reading beside them.
    package static let golden = Need(variable: "ASSAY_GOLDEN", what: "Kafka's golden bytes")
    /// Real client programs behind one runner.
    package static let clients = Need(variable: "ASSAY_CLIENTS", what: "real client programs")
    /// Kafka's message schemas, one folder a release.
    package static let protocolSchemas = Need(
        variable: "ASSAY_PROTOCOL", what: "Kafka's message schemas")

    /// Debian's command-line client on librdkafka.
    package static let kcat = Need(program: "kcat")

    package static let all = [kafka, golden, clients, protocolSchemas, kcat]

    /// Whether the long forms of tests run: `scripts/test --nightly`.
    package static var isNightly: Bool { Need.environment("ASSAY_NIGHTLY") == "1" }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where `need` is missing, unless everything is required.
    package static func needs(_ need: Need) -> Self {
        .enabled(if: need.isThere || Need.allAreRequired, Comment(rawValue: need.advice))
    }

    /// Runs the test only under `scripts/test --nightly`.
    package static var nightly: Self {
        .enabled(if: Needs.isNightly, "a long form: scripts/test --nightly runs it")
    }
}

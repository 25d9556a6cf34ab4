// SPDX-License-Identifier: Apache-2.0

/// The broker a report speaks about.
package struct Subject: Hashable, Sendable {
    /// Where it was reached: `127.0.0.1:9092`.
    package var bootstrap: String
    /// What it calls itself, or what it was recognised as; `unknown` otherwise.
    package var software: String
    /// The Apache Kafka release it is judged as: `4.4`.
    package var release: String

    package init(bootstrap: String, software: String = "unknown", release: String = "unknown") {
        self.bootstrap = bootstrap
        self.software = software
        self.release = release
    }
}

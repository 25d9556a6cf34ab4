// SPDX-License-Identifier: Apache-2.0

package import Client

/// What all sessions of a run have in common.
package struct SessionSettings: Sendable {
    /// Brokers to begin with.
    package var bootstrap: [Address]
    /// Every connection is made with these, and a transcript of its own.
    package var options: ConnectionOptions
    package var survey: Survey
    /// For topics of the cases; -1 leaves it to the broker where it can.
    package var replicationFactor: Int16
    /// How long one reply may take.
    package var patience: Duration
    package var seed: UInt64
    /// How long the broker may take for what it does now and then, such as retention.
    package var housekeepingPatience = Duration.seconds(10)

    package init(
        bootstrap: [Address], options: ConnectionOptions = ConnectionOptions(), survey: Survey,
        replicationFactor: Int16 = -1, patience: Duration = .seconds(10), seed: UInt64 = 1
    ) {
        self.bootstrap = bootstrap
        self.options = options
        self.survey = survey
        self.replicationFactor = replicationFactor
        self.patience = patience
        self.seed = seed
    }
}

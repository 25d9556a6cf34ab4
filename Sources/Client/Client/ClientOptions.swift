// SPDX-License-Identifier: Apache-2.0

/// How a cluster client connects, waits and retries.
package struct ClientOptions: Sendable {
    package var connection = ConnectionOptions()
    /// For a connection to come about, and again for its first answer.
    package var connectTimeout = Duration.seconds(4)
    /// For each response.
    package var requestTimeout = Duration.seconds(30)
    /// Between attempts while a topic or a leader appears.
    package var retryPause = Duration.milliseconds(50)
    /// How long leaders are waited for.
    package var readyTimeout = Duration.seconds(15)

    package init() {}
}

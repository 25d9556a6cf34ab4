// SPDX-License-Identifier: Apache-2.0

import Broker
import LogContract
import Transport

/// Where an honest broker is wrapped, and in what.
enum Fault: Sendable {
    /// Around requests and answers.
    case handler(@Sendable (any RequestHandler) -> any RequestHandler)
    /// Around what is stored and read back.
    case engine(@Sendable (any LogEngine) -> any LogEngine)
    /// On the bytes of each connection.
    case stream(@Sendable () -> any StreamTap)
}

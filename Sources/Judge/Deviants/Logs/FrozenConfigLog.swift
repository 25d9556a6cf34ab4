// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Obeys the configs it was made with, whatever they become.
final class FrozenConfigLog: PassingLog {
    override var config: LogConfig {
        get { inner.config }
        set {}
    }
}

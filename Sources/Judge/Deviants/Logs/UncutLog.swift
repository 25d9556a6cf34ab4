// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Begins at 0, whatever was deleted.
final class UncutLog: PassingLog {
    override var logStartOffset: Int64 { 0 }
}

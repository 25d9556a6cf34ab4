// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Never tells that a log was emptied: the last record seen stays its beginning.
final class KeptActiveLog: PassingLog {
    override var logStartOffset: Int64 {
        let start = inner.logStartOffset
        return start > 0 && start == inner.logEndOffset ? start - 1 : start
    }
}

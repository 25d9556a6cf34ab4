// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Raises its high watermark to where the log ended before the last batch.
final class LaggingLog: PassingLog {
    private var wanted: Int64 = 0

    override func advanceHighWatermark(to offset: Int64) {
        inner.advanceHighWatermark(to: wanted)
        wanted = offset
    }
}

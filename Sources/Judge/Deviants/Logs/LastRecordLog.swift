// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Takes the last record for the one with the greatest timestamp.
final class LastRecordLog: PassingLog {
    override func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset? {
        guard var found = try inner.offsetOfMaxTimestamp() else { return nil }
        found.offset = inner.logEndOffset - 1
        return found
    }
}

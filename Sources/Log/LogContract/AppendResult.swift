// SPDX-License-Identifier: Apache-2.0

/// What an append did.
package struct AppendResult: Hashable, Sendable {
    /// Offset of the first record appended, or of the original when it was a duplicate.
    package var firstOffset: Int64
    package var lastOffset: Int64
    /// Milliseconds given to every record on a LogAppendTime topic, else -1.
    package var logAppendTime: Int64
    package var logStartOffset: Int64
    /// Whether the batch was in the log already (KIP-98 deduplication) and nothing was written.
    package var isDuplicate: Bool

    package init(
        firstOffset: Int64, lastOffset: Int64, logAppendTime: Int64, logStartOffset: Int64,
        isDuplicate: Bool
    ) {
        self.firstOffset = firstOffset
        self.lastOffset = lastOffset
        self.logAppendTime = logAppendTime
        self.logStartOffset = logStartOffset
        self.isDuplicate = isDuplicate
    }
}

/// Who appends: what is checked differs.
package enum AppendOrigin: Sendable {
    /// A producer's request: everything is validated.
    case client
    /// A group or transaction coordinator of this broker.
    case coordinator
    /// A follower copying its leader: offsets and epochs are kept.
    case replication
}

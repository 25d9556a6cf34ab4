// SPDX-License-Identifier: Apache-2.0

/// How strictly a verification looks, and at what.
package struct VerifyOptions: Sendable {
    /// A broker may be writing: the end of each log may be half written, indexes may lag.
    package var isLive = false
    /// Gaps between offsets are violations: right for logs that are never compacted.
    package var forbidsGaps = false
    /// Checksums and records only of batches whose greatest timestamp is in it, in milliseconds.
    package var timestamps: ClosedRange<Int64>?
    /// `segment.bytes` of the topics, nil when not known.
    package var segmentBytes: Int64?
    /// No batch is unpacked to more bytes than this.
    package var unpackBytesMax = 128 << 20
    /// Findings of one rule in one file that are told one by one; the rest is counted.
    package var findingsPerRuleMax = 20

    package init() {}
}

// SPDX-License-Identifier: Apache-2.0

/// Rules for a batch beyond those that every batch obeys; which hold depends on who sent it.
package struct RecordRules: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The base offset is 0: the log assigns offsets.
    package static let zeroBaseOffset = RecordRules(rawValue: 1)
    /// At least one record: only compaction leaves empty batches.
    package static let notEmpty = RecordRules(rawValue: 2)
    /// As many records as offsets, with deltas 0, 1, 2 …: only compaction leaves gaps.
    package static let contiguousOffsets = RecordRules(rawValue: 4)
    /// No control batch.
    package static let noControl = RecordRules(rawValue: 8)
    /// A producer id comes with a base sequence.
    package static let sequenced = RecordRules(rawValue: 16)
    /// The timestamp type is CreateTime: the broker alone sets LogAppendTime.
    package static let createTime = RecordRules(rawValue: 32)

    /// What a batch found in a log obeys.
    package static let stored: RecordRules = []
    /// What a producer's batch obeys.
    package static let producer: RecordRules = [
        .zeroBaseOffset, .notEmpty, .contiguousOffsets, .noControl, .sequenced, .createTime,
    ]
}

// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Says that epochs end somewhere else.
final class EpochEndLog: PassingLog {
    private let end: @Sendable (any PartitionLog, Int32) -> (Int32, Int64)?

    init(
        _ inner: any PartitionLog,
        end: @escaping @Sendable (any PartitionLog, Int32) -> (Int32, Int64)?
    ) {
        self.end = end
        super.init(inner)
    }

    override func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? {
        end(inner, epoch).map { (epoch: $0.0, endOffset: $0.1) }
    }
}

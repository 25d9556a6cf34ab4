// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Hands out producer ids, none of them twice in the life of a cluster: a block of them is claimed
/// durably before its first one is given away.
final class ProducerIds {
    private static let blockSize: Int64 = 1000

    private let metadata: DurableMetadata
    private var next: Int64
    private var blockEnd: Int64

    init(metadata: DurableMetadata) {
        self.metadata = metadata
        next = metadata.image.nextProducerId
        blockEnd = next
    }

    func allocate() throws(StorageError) -> Int64 {
        if next == blockEnd {
            let end = blockEnd + Self.blockSize
            try metadata.update { $0.nextProducerId = end }
            blockEnd = end
        }
        defer { next += 1 }
        return next
    }
}

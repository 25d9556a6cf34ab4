// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// Short ways to say what tests of Fetch say again and again.
extension FetchRequest {
    init(
        _ topic: String, id: Uuid = .zero, _ partitions: [FetchPartition], wait: Int32 = 0,
        min: Int32 = 0, max: Int32 = 1 << 20, session: (id: Int32, epoch: Int32) = (0, -1)
    ) {
        self.init()
        maxWaitMs = wait
        minBytes = min
        maxBytes = max
        sessionId = session.id
        sessionEpoch = session.epoch
        if !partitions.isEmpty {
            var entry = FetchTopic()
            entry.topic = topic
            entry.topicId = id
            entry.partitions = partitions
            topics = [entry]
        }
    }
}

extension FetchRequest.FetchPartition {
    init(_ partition: Int32 = 0, at offset: Int64, max: Int32 = 1 << 20) {
        self.init()
        self.partition = partition
        fetchOffset = offset
        partitionMaxBytes = max
    }
}

extension FetchResponse {
    var partitions: [PartitionData] { responses.flatMap(\.partitions) }
}

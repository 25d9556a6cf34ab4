// SPDX-License-Identifier: Apache-2.0

import Messages

extension FetchRequest {
    /// Several partitions of one topic in this order, each as `(partition, offset)`.
    static func of(
        _ topic: Topic, _ positions: [(partition: Int32, offset: Int64)],
        partitionMaxBytes: Int32 = 1 << 20, _ change: (inout FetchRequest) -> Void = { _ in }
    ) -> FetchRequest {
        .with { request in
            request.maxWaitMs = 500
            request.maxBytes = 50 << 20
            request.topics = [
                .with { entry in
                    entry.topic = topic.name
                    entry.topicId = topic.id
                    entry.partitions = positions.map { position in
                        .with {
                            $0.partition = position.partition
                            $0.fetchOffset = position.offset
                            $0.partitionMaxBytes = partitionMaxBytes
                        }
                    }
                }
            ]
            change(&request)
        }
    }
}

extension Reply where Response == FetchResponse {
    /// The partitions the reply speaks of, in its order.
    var partitions: [FetchResponse.PartitionData] { message.responses.flatMap(\.partitions) }

    /// The error of the request as a whole.
    var topError: Observed<ErrorCode> { error("errorCode", message.errorCode) }
}

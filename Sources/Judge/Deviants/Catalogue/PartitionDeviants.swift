// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages

/// Brokers that give a topic more partitions wrongly (KIP-195).
enum PartitionDeviants {
    static let all: [Deviant] = [
        Deviant(
            "partitions-forgotten",
            rule: "A topic that was given more partitions has them soon afterwards",
            breach: "says so and does nothing",
            killedBy: ["topic/partitions-grow"],
            .asking(CreatePartitionsRequest.self) { request, _ in request.validateOnly = true }),
        Deviant(
            "partitions-shrink-accepted",
            rule: "Fewer partitions than a topic has, or as many, is INVALID_PARTITIONS",
            breach: "says it is done",
            killedBy: ["topic/partitions-shrink", "topic/partitions-same"],
            .answering(CreatePartitionsRequest.self) { answer, _, _ in
                for index in answer.results.indices
                where answer.results[index].errorCode == ErrorCode.invalidPartitions.rawValue {
                    answer.results[index].errorCode = 0
                }
            }),
        Deviant(
            "partitions-validated-are-made",
            rule: "A CreatePartitions that only validates adds none",
            breach: "adds them",
            killedBy: ["topic/partitions-validate-only"],
            .asking(CreatePartitionsRequest.self) { request, _ in request.validateOnly = false }),
    ]
}

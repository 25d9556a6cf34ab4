// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// How a request names a topic: by name, or by id from KIP-516 on.
enum TopicReference: Hashable, Sendable {
    case name(String)
    case id(Uuid)

    /// The answer when there is no such topic.
    var unknown: ErrorCode {
        switch self {
        case .name: .unknownTopicOrPartition
        case .id: .unknownTopicId
        }
    }
}

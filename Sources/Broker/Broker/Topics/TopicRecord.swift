// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A topic as the metadata document knows it.
struct TopicRecord: Hashable, Sendable {
    let name: String
    let id: Uuid
    var partitionCount: Int32
    /// Epoch of the leader of every partition: rises with each start of this lone broker.
    var leaderEpoch: Int32
    /// Configs set on the topic, as given.
    var configs: [String: String]
}

// SPDX-License-Identifier: Apache-2.0

import LogContract

/// A write that is in the log and not yet as durable as an answer to it says.
struct AwaitedAck {
    let partition: Partition
    /// The partition's durable offset must reach this.
    let endOffset: Int64
    /// Where the answer stands in the response.
    let topicIndex: Int
    let partitionIndex: Int

    var isDurable: Bool { partition.log.durableOffset >= endOffset }
}

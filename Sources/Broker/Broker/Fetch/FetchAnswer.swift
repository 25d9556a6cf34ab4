// SPDX-License-Identifier: Apache-2.0

import Messages

/// A whole answer to Fetch, its records still in their files.
struct FetchAnswer: Sendable {
    var errorCode = ErrorCode.none
    var sessionId: Int32 = 0
    var partitions: [FetchPartitionAnswer] = []
}

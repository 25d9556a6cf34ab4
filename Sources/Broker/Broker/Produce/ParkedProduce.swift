// SPDX-License-Identifier: Apache-2.0

import Messages

/// A Produce that was written and waits for the disk: its answer, held back.
struct ParkedProduce {
    let context: RequestContext
    var response: ProduceResponse
    let awaited: [AwaitedAck]
}

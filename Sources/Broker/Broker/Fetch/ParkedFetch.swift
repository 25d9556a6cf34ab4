// SPDX-License-Identifier: Apache-2.0

/// A Fetch that waits for more bytes than there are.
struct ParkedFetch {
    let context: RequestContext
    let plan: FetchPlan
    /// When it is answered at the latest, in monotonic milliseconds.
    let deadline: Int64
    /// The partitions it listens to.
    let partitions: [Partition]
}

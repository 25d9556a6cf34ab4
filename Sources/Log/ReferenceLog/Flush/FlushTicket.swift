// SPDX-License-Identifier: Apache-2.0

/// Given to whoever has files made durable by the next flush: says when that is done.
final class FlushTicket {
    private(set) var isDone = false

    func settle() { isDone = true }
}

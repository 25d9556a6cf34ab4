// SPDX-License-Identifier: Apache-2.0

/// How a stream cuts its bytes, limits its memory and protects itself.
package struct StreamConfiguration: Sendable {
    /// How received bytes reach the handler.
    package enum Framing: Hashable, Sendable {
        /// Each frame behind a big-endian int32 size, checked against 0…`bytesMax` before anything
        /// is allocated; the handler gets the frame without the size.
        case lengthPrefixed(bytesMax: Int)
        /// As they arrive.
        case raw
    }

    /// The protection of the bytes on the wire, by Kafka's `security.protocol` names.
    package enum Security: Hashable, Sendable {
        case plaintext
    }

    package var framing: Framing
    package var security: Security = .plaintext
    /// Reading stops while more output than this is queued.
    package var outputHighWater = 4 << 20
    /// Reading goes on when no more output than this is left.
    package var outputLowWater = 1 << 20

    package init(framing: Framing) {
        self.framing = framing
    }
}

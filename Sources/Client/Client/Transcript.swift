// SPDX-License-Identifier: Apache-2.0

package import Bytes
import Synchronization
import Transport

/// What went over a connection, byte for byte and in both directions, with monotonic times.
///
/// Bytes are recorded when the kernel took or gave them, not when somebody meant to send them:
/// a negative case can prove that its illegal bytes really left. Memory is bounded: beyond
/// `bytesMax` bytes (or `eventsMax` events) they are only counted and hashed.
package final class Transcript: Sendable {
    /// Bytes kept unless told otherwise.
    package static let defaultBytesMax = 1 << 20
    /// Events kept.
    package static let eventsMax = 10_000

    /// One direction of a connection.
    package enum Direction: String, Hashable, Sendable {
        case sent
        case received
    }

    /// One thing that happened.
    package struct Event: Hashable, Sendable {
        /// What it was.
        package enum Kind: Hashable, Sendable {
            case bytes(Direction, ByteSlice)
            /// `connected`, `the peer closed the connection`…
            case note(String)
        }
        /// Monotonic nanoseconds.
        package var nanos: UInt64
        package var kind: Kind
    }

    /// All bytes of one direction.
    package struct Flow: Hashable, Sendable {
        package var bytes = 0
        /// How many of them are among the events.
        package var bytesKept = 0
        /// CRC-32C of all of them, kept or not.
        package var checksum: UInt32 = 0
    }

    private struct State {
        var events: [Event] = []
        var sent = Flow()
        var received = Flow()
        var bytesLeft: Int
    }

    private let state: Mutex<State>

    /// Keeps at most `bytesMax` bytes of both directions together.
    package init(bytesMax: Int = Transcript.defaultBytesMax) {
        state = Mutex(State(bytesLeft: bytesMax))
    }

    /// What happened, in order.
    package var events: [Event] { state.withLock { $0.events } }
    package var sent: Flow { state.withLock { $0.sent } }
    package var received: Flow { state.withLock { $0.received } }

    /// The kept bytes of one direction, joined.
    package func bytes(_ direction: Direction) -> ByteSlice {
        var writer = ByteWriter()
        for event in events {
            if case .bytes(direction, let slice) = event.kind { writer.write(slice) }
        }
        return writer.finish()
    }

    /// Whether `bytes` left in one run, at or after position `start` of what was sent.
    ///
    /// Nil when the record does not reach that far and thus cannot tell.
    package func proves(sent bytes: ByteSlice, from start: Int = 0) -> Bool? {
        let flow = sent
        let kept = self.bytes(.sent)
        var position = start
        while position + bytes.count <= kept.count {
            if kept[position..<(position + bytes.count)] == bytes { return true }
            position += 1
        }
        return flow.bytesKept == flow.bytes ? false : nil
    }

    func note(_ text: String) {
        append(.note(text), nanos: EventLoop.nowNanos)
    }

    func record(_ direction: Direction, _ bytes: UnsafeRawBufferPointer) {
        let nanos = EventLoop.nowNanos
        let kept = state.withLock { state in
            let room = state.events.count < Self.eventsMax ? state.bytesLeft : 0
            let kept = min(bytes.count, room)
            state.bytesLeft -= kept
            var flow = direction == .sent ? state.sent : state.received
            flow.bytes += bytes.count
            flow.bytesKept += kept
            flow.checksum = CRC32C.checksum(bytes, seed: flow.checksum)
            if direction == .sent { state.sent = flow } else { state.received = flow }
            return kept
        }
        guard kept > 0 else { return }
        let slice = ByteSlice(copying: UnsafeRawBufferPointer(rebasing: bytes[..<kept]))
        append(.bytes(direction, slice), nanos: nanos)
    }

    private func append(_ kind: Event.Kind, nanos: UInt64) {
        state.withLock { state in
            guard state.events.count < Self.eventsMax else { return }
            state.events.append(Event(nanos: nanos, kind: kind))
        }
    }
}

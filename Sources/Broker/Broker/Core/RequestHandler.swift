// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// A broker as its driver sees it: frames in, effects out, no input or output of its own.
///
/// `Broker` is the one in production. This is also the seam for a broker that shall misbehave:
/// a wrapper holds another handler, passes calls on and changes what goes in or comes out.
/// Three places are enough for any broken rule, and none needs a flag in production code:
/// - what is *stored or read back*: a `LogEngine` around the real one, given to `Broker`;
/// - what a *request means*: change the frame before it is passed on (a frame begins with api
///   key, version, correlation id), or answer by oneself;
/// - what *leaves*: change the `reply` effects; a `Reply` names the api key and version it answers,
///   `Reply.flattened()` gives its bytes, `Messages` decodes and encodes them.
///
/// All calls come from one thread, one after the other. `now` is in milliseconds of a clock that
/// never goes back; its origin does not matter.
package protocol RequestHandler: AnyObject {
    /// The largest frame to accept, without its size (`socket.request.max.bytes`).
    var requestBytesMax: Int { get }

    /// Handles a frame (without its size) of a connection that has no request under way.
    func handle(_ frame: ByteSlice, from connection: ConnectionId, now: Int64) -> [Effect]

    /// Handles the first of frames that came together, and as many behind it as can be handled with
    /// it; returns how many. `frames` is not empty, and belongs to a connection as above; nothing
    /// may be handled behind one that is parked.
    func handle(
        _ frames: ArraySlice<ByteSlice>, from connection: ConnectionId, now: Int64
    ) -> (effects: [Effect], count: Int)

    /// Does what has become due: parked requests that timed out, the engine's own work.
    func tick(now: Int64) -> [Effect]

    /// When `tick` is wanted next.
    var nextDeadline: Int64 { get }

    /// Work that waits for a disk, to be run beside the loop; nil when there is none, or one is
    /// under way. Wanted after every other call.
    func takeFlush() -> FlushJob?

    /// Takes the outcome of the work under way: what waited for it is answered.
    func finishFlush(_ job: FlushJob, error: StorageError?, now: Int64) -> [Effect]

    /// Forgets the connection, a parked request of it included.
    func connectionClosed(_ connection: ConnectionId)
}

extension RequestHandler {
    /// For a handler that takes one at a time.
    package func handle(
        _ frames: ArraySlice<ByteSlice>, from connection: ConnectionId, now: Int64
    ) -> (effects: [Effect], count: Int) {
        (handle(frames[frames.startIndex], from: connection, now: now), 1)
    }

    /// For a handler that stores nothing.
    package func takeFlush() -> FlushJob? { nil }
    package func finishFlush(
        _ job: FlushJob, error: StorageError?, now: Int64
    ) -> [Effect] { [] }
}

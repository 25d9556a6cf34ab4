// SPDX-License-Identifier: Apache-2.0

import CUV

/// What a loop owns: touched by its thread alone.
final class LoopCore {
    let uv: UnsafeMutablePointer<uv_loop_t>
    /// Shared by all streams of the loop; see `ReceiveChunk`.
    var chunk = ReceiveChunk()
    /// How to end each open handle, for when the loop stops.
    private var closers: [ObjectIdentifier: () -> Void] = [:]
    /// Streams with output queued in this turn.
    private var unflushed: [StreamConnection] = []
    private var deferred: [() -> Void] = []

    init(uv: UnsafeMutablePointer<uv_loop_t>) {
        self.uv = uv
    }

    /// Runs `body` at the end of this turn.
    func afterTurn(_ body: @escaping () -> Void) {
        deferred.append(body)
    }

    func flushAfterTurn(_ stream: StreamConnection) {
        unflushed.append(stream)
    }

    /// Keeps `owner` open until it is removed or the loop stops.
    func register(_ owner: AnyObject, close: @escaping () -> Void) {
        closers[ObjectIdentifier(owner)] = close
    }

    func unregister(_ owner: AnyObject) {
        closers[ObjectIdentifier(owner)] = nil
    }

    /// Replies gathered in one turn leave with one system call a stream.
    func endTurn() {
        while !unflushed.isEmpty || !deferred.isEmpty {
            let streams = unflushed
            unflushed = []
            for stream in streams { stream.flush() }
            let jobs = deferred
            deferred = []
            for job in jobs { job() }
        }
    }

    func closeAll() {
        while let closer = closers.popFirst() { closer.value() }
    }
}

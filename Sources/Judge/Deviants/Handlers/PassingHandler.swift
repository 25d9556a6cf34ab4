// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract

/// Passes everything on to an honest broker; what is broken is overridden.
class PassingHandler: RequestHandler {
    let inner: any RequestHandler

    init(_ inner: any RequestHandler) {
        self.inner = inner
    }

    var requestBytesMax: Int { inner.requestBytesMax }

    func handle(_ frame: ByteSlice, from connection: ConnectionId, now: Int64) -> [Effect] {
        inner.handle(frame, from: connection, now: now)
    }

    func tick(now: Int64) -> [Effect] { inner.tick(now: now) }

    var nextDeadline: Int64 { inner.nextDeadline }

    func takeFlush() -> FlushJob? { inner.takeFlush() }

    func finishFlush(_ job: FlushJob, error: StorageError?, now: Int64) -> [Effect] {
        inner.finishFlush(job, error: error, now: now)
    }

    func connectionClosed(_ connection: ConnectionId) { inner.connectionClosed(connection) }
}

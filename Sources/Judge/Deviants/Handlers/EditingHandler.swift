// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract

/// Changes requests on their way in and effects on their way out, knowing which belongs to which.
final class EditingHandler: PassingHandler {
    /// The frame to handle in place of a request's, nil for its own.
    typealias FrameEdit = @Sendable (Query) -> ByteSlice?

    private let frameEdit: FrameEdit
    private let effectEdit: Fault.EffectEdit
    /// What each connection asked last: its answer may come much later.
    private var queries: [ConnectionId: Query] = [:]

    init(
        _ inner: any RequestHandler, frame: @escaping FrameEdit = { _ in nil },
        effect: @escaping Fault.EffectEdit = { effect, _ in effect }
    ) {
        frameEdit = frame
        effectEdit = effect
        super.init(inner)
    }

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        let query = Query(frame)
        queries[connection] = query
        let asked = query.flatMap(frameEdit) ?? frame
        return inner.handle(asked, from: connection, now: now).map(edited)
    }

    override func tick(now: Int64) -> [Effect] { inner.tick(now: now).map(edited) }

    override func finishFlush(
        _ job: FlushJob, error: StorageError?, now: Int64
    ) -> [Effect] {
        inner.finishFlush(job, error: error, now: now).map(edited)
    }

    override func connectionClosed(_ connection: ConnectionId) {
        queries[connection] = nil
        inner.connectionClosed(connection)
    }

    private func edited(_ effect: Effect) -> Effect {
        guard let query = queries[effect.connection] else { return effect }
        if case .park = effect { return effect }
        return effectEdit(effect, query)
    }
}

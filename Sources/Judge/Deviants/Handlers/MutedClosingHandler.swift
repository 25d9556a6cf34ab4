// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Keeps connections open that sent what cannot be read, and never answers it.
final class MutedClosingHandler: PassingHandler {
    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        inner.handle(frame, from: connection, now: now).map { effect in
            guard case .close(connection, _) = effect, isMalformed(frame) else { return effect }
            return .silence(connection)
        }
    }

    private func isMalformed(_ frame: ByteSlice) -> Bool {
        guard let query = Query(frame) else { return true }
        let type = MessageCatalogue.request(apiKey: query.api.rawValue, version: query.version)
        var reader = ByteReader(query.body)
        guard let type else { return false }
        return (try? type.init(from: &reader, version: query.version)) == nil
    }
}

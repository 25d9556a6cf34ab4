// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Faults of one message: decoded, changed, encoded again.
extension Fault {
    /// What has become of a request when the broker is through with it.
    typealias EffectEdit = @Sendable (Effect, Query) -> Effect

    /// Every request of a type means something else than it says.
    static func asking<Request: RequestMessage>(
        _ type: Request.Type,
        _ edit: @escaping @Sendable (inout Request, _ version: Int16) -> Void
    ) -> Fault {
        .handler { inner in
            EditingHandler(inner) { query in
                guard var request = query.message(type) else { return nil }
                edit(&request, query.version)
                return query.frame(asking: request)
            }
        }
    }

    /// Every answer to requests of a type says something else than the broker found.
    static func answering<Request: RequestMessage>(
        _ type: Request.Type,
        _ edit: @escaping @Sendable (inout Request.Response, Request, _ version: Int16) -> Void
    ) -> Fault {
        ending { effect, query in
            guard case .reply(let connection, let reply) = effect,
                let request = query.message(type)
            else { return effect }
            return .reply(
                connection,
                reply.changed(Request.Response.self) { edit(&$0, request, reply.version) })
        }
    }

    /// Requests of a type are turned away by the broker unless they satisfy `isServed`.
    static func closing<Request: RequestMessage>(
        _ type: Request.Type,
        unless isServed: @escaping @Sendable (Request, Query) -> Bool
    ) -> Fault {
        ending { effect, query in
            guard case .reply(let connection, _) = effect, let request = query.message(type),
                !isServed(request, query)
            else { return effect }
            return .close(connection, "a deviant does not serve this request")
        }
    }

    /// The bytes of answers are others; size included, `edit` returns nil for those it leaves.
    static func sending(_ edit: @escaping @Sendable (ByteSlice, Query) -> ByteSlice?) -> Fault {
        ending { effect, query in
            guard case .reply(let connection, let reply) = effect,
                let bytes = try? reply.flattened(), let changed = edit(bytes, query)
            else { return effect }
            return .reply(connection, reply.replaced(by: changed))
        }
    }

    /// A request ends in another way than the broker has it end.
    static func ending(_ edit: @escaping EffectEdit) -> Fault {
        .handler { EditingHandler($0, effect: edit) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Brokers that break framing, order on a connection, or the answer to malformed requests.
enum FramingDeviants {
    static let all: [Deviant] = order + malformed

    private static let order: [Deviant] = [
        Deviant(
            "requests-in-one-read",
            rule: "A request may arrive in pieces of any size",
            breach: "ends a connection when a read brings less than a size",
            killedBy: ["frame/split-bytes"],
            .stream { WholeReadsTap() }),
        Deviant(
            "replies-swapped",
            rule: "Requests on one connection are answered in their order",
            breach: "answers two requests that wait together in the opposite order",
            killedBy: ["frame/coalesced"],
            .handler(SwappedRepliesHandler.init)),
        Deviant(
            "fetch-overtaken",
            rule: "A request waits for the answers to those before it on its connection",
            breach: "answers later requests while a Fetch waits for data",
            killedBy: ["frame/pipeline-order"],
            .handler(OvertakenFetchHandler.init)),
        Deviant(
            "correlation-id-zeroed",
            rule: "An answer carries the correlation id of its request, whatever it is",
            breach: "answers with 0 to requests with a negative one",
            killedBy: ["frame/correlation-echo"],
            .sending { bytes, query in
                guard query.correlationId < 0 else { return nil }
                return bytes.replacing(at: 4, with: 0 as Int32)
            }),
        Deviant(
            "null-client-id-closed",
            rule: "A request may have a null client id",
            breach: "closes the connection",
            killedBy: ["frame/null-client-id"],
            .ending { effect, query in
                query.header.clientId == nil ? .close(effect.connection, "a deviant") : effect
            }),
        Deviant(
            "long-client-id-closed",
            rule: "A client id may be as long as its length field allows",
            breach: "closes the connection at more than 1000 bytes",
            killedBy: ["frame/client-id-utf8"],
            .ending { effect, query in
                (query.header.clientId ?? "").utf8.count > 1000
                    ? .close(effect.connection, "a deviant") : effect
            }),
        Deviant(
            "reply-trailing-byte",
            rule: "The size of an answer is that of its message",
            breach: "lets a byte follow every answer to Fetch",
            killedBy: ["frame/reply-size-exact"],
            .sending { bytes, query in
                guard query.api == .fetch else { return nil }
                var writer = ByteWriter(capacity: bytes.count + 1)
                writer.writeInt32(Int32(bytes.count - 3))
                writer.write(bytes.dropFirst(4))
                writer.writeInt8(0)
                return writer.finish()
            }),
        Deviant(
            "next-reply-swallowed",
            rule: "Every request but a Produce with acks 0 has an answer",
            breach: "swallows the answer to a request whose number is the last one's",
            killedBy: ["frame/correlation-echo"],
            .handler(RepeatedIdHandler.init)),
    ]

    private static let malformed: [Deviant] = [
        Deviant(
            "malformed-ignored",
            rule: "A request that cannot be read closes its connection",
            breach: "says nothing and keeps it open",
            killedBy: [
                "frame/header-only", "frame/short-header", "frame/array-len-huge",
                "frame/string-len-overrun",
                "frame/neg-nonnullable-string", "frame/neg-string", "frame/client-id-overrun",
                "frame/array-null-nonnullable", "frame/tag-size-overrun", "ver/varint-overlong",
            ],
            .handler(MutedClosingHandler.init)),
        Deviant(
            "size-limit-ignored",
            rule: "A frame larger than socket.request.max.bytes closes its connection at once",
            breach: "waits for frames of any size",
            killedBy: ["frame/size-over-max"],
            .handler(UnlimitedFramesHandler.init)),
        Deviant(
            "trailing-bytes-taken-for-a-request",
            rule: "Bytes behind a request inside its frame are no request of their own",
            breach: "answers once more for them",
            killedBy: ["frame/trailing-bytes"],
            .ending { effect, query in
                guard case .reply(let connection, let reply) = effect,
                    let request = query.message(MetadataRequest.self),
                    query.frame(asking: request).count < query.frame.count
                else { return effect }
                return .reply(connection, reply.followed(by: reply))
            }),
        Deviant(
            "broken-connection-takes-others-along",
            rule: "A connection that ends inside a request does not disturb others",
            breach: "closes every other connection at its next request",
            killedBy: ["frame/truncated-then-close"],
            .handler(SharedFateHandler.init)),
        Deviant(
            "malformed-spoils-reads",
            rule: "A request that cannot be read leaves the data of others intact",
            breach: "reads every log as empty from then on",
            killedBy: ["frame/bit-flip-fuzz"],
            .handler(SpoiledReadsHandler.init)),
        Deviant(
            "bad-text-unanswered",
            rule: "A topic name that is no UTF-8 is refused or closes its own connection",
            breach: "says nothing to a Metadata with such a name",
            killedBy: ["frame/bad-utf8-topic"],
            .ending { effect, query in
                guard let request = query.message(MetadataRequest.self),
                    (request.topics ?? []).contains(where: { $0.name?.contains("\u{FFFD}") == true }
                    )
                else { return effect }
                return .silence(effect.connection)
            }),
    ]
}

extension ByteSlice {
    /// A copy in which a number stands at `position`.
    func replacing<Value: FixedWidthInteger>(at position: Int, with value: Value) -> ByteSlice {
        var writer = ByteWriter(capacity: count)
        writer.write(self)
        writer.patch(value, at: position)
        return writer.finish()
    }
}

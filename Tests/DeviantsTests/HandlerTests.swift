// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Deviants
import Messages
import Testing

/// Wrappers around requests and answers, on a broker that is none.
struct HandlerTests {
    private let first = ConnectionId(rawValue: 1)
    private let second = ConnectionId(rawValue: 2)

    private func frame<Request: RequestMessage>(
        _ request: Request, _ version: Int16, id: Int32 = 7
    ) -> ByteSlice {
        Frame.encodeRequest(request, version: version, correlationId: id, clientId: "test")
            .dropFirst(4)
    }

    private func deviant(_ id: String, _ broker: FakeBroker) throws -> any RequestHandler {
        try #require(DeviantCatalogue.deviant(id)).wrap(broker)
    }

    @Test func `a changed request keeps its header`() throws {
        let broker = FakeBroker(answering: CreateTopicsResponse())
        let handler = try deviant("create-forgets", broker)
        _ = handler.handle(frame(CreateTopicsRequest(), 7, id: 41), from: first, now: 0)

        let (header, body) = try Frame.decodeRequestHeader(try #require(broker.frames.first))
        #expect(header.correlationId == 41)
        #expect(header.clientId == "test")
        #expect(try CreateTopicsRequest.decode(body, version: 7).validateOnly)
    }

    @Test func `a changed answer is whole and has its own size`() throws {
        let handler = try deviant("controller-unlisted", FakeBroker(answering: MetadataResponse()))
        let effects = handler.handle(frame(MetadataRequest(), 12), from: first, now: 0)

        let reply = try #require(effects.replies.first)
        var reader = ByteReader(reply)
        #expect(try reader.readInt32() == Int32(reply.count - 4))
        let (_, body) = try Frame.decodeResponseHeader(
            reply.dropFirst(4), apiKey: MetadataResponse.apiKey, version: 12)
        #expect(try MetadataResponse.decode(body, version: 12).controllerId == 4242)
    }

    @Test func `what has nothing to do with the rule passes as it is`() throws {
        let broker = FakeBroker(answering: MetadataResponse())
        let honest = broker.handle(frame(MetadataRequest(), 12), from: first, now: 0).replies
        for deviant in DeviantCatalogue.all where deviant.area == "lo" {
            let handler = deviant.wrap(broker)
            let request = frame(MetadataRequest(), 12)
            #expect(handler.handle(request, from: first, now: 0).replies == honest, "\(deviant.id)")
            #expect(broker.frames.last == request)
        }
    }

    @Test func `every handler lets an unreadable frame through`() {
        for deviant in DeviantCatalogue.all {
            let broker = FakeBroker { _, connection in [.close(connection, "unreadable")] }
            let effects = deviant.wrap(broker).handle([0], from: first, now: 0)
            #expect(effects.count == 1, "\(deviant.id)")
            #expect(effects.replies.isEmpty, "\(deviant.id)")
        }
    }

    @Test func `two answers that wait together are swapped`() throws {
        let handler = try deviant("replies-swapped", FakeBroker(answering: ApiVersionsResponse()))
        let early = handler.handle(frame(ApiVersionsRequest(), 0, id: 1), from: first, now: 0)
        let other = handler.handle(frame(ApiVersionsRequest(), 0, id: 9), from: second, now: 0)
        let late = handler.handle(frame(ApiVersionsRequest(), 0, id: 2), from: first, now: 0)

        #expect(early.replies.isEmpty && other.replies.isEmpty)
        let both = try #require(late.replies.first)
        var reader = ByteReader(both)
        reader.position = 4
        #expect(try reader.readInt32() == 2)
        reader.position = both.count / 2 + 4
        #expect(try reader.readInt32() == 1)
    }

    @Test func `an answer that waits alone goes out in the end`() throws {
        let handler = try deviant("replies-swapped", FakeBroker(answering: ApiVersionsResponse()))
        _ = handler.handle(frame(ApiVersionsRequest(), 0), from: first, now: 100)

        #expect(handler.tick(now: 101).isEmpty)
        #expect(handler.nextDeadline > 101)
        #expect(handler.tick(now: handler.nextDeadline).replies.count == 1)
        #expect(handler.nextDeadline == .max)
    }

    @Test func `a closed connection is forgotten and passed on`() throws {
        for deviant in DeviantCatalogue.all {
            let broker = FakeBroker(answering: ApiVersionsResponse())
            let handler = deviant.wrap(broker)
            guard handler !== broker else { continue }
            _ = handler.handle(frame(ApiVersionsRequest(), 0), from: first, now: 0)
            handler.connectionClosed(first)
            #expect(broker.closed == [first], "\(deviant.id)")
            #expect(handler.tick(now: .max).isEmpty, "\(deviant.id)")
        }
    }
}

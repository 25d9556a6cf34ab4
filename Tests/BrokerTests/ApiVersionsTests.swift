// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages
import Testing

struct ApiVersionsTests {
    private func request(_ name: String, _ version: String) -> ApiVersionsRequest {
        var request = ApiVersionsRequest()
        request.clientSoftwareName = name
        request.clientSoftwareVersion = version
        return request
    }

    @Test(arguments: 0...5 as ClosedRange<Int16>)
    func `every version lists what is served, once each`(version: Int16) throws {
        let answer = try TestBroker().ask(request("a", "1.0-b"), version: version)
        #expect(answer.errorCode == 0)
        #expect(
            answer.apiKeys.map(\.apiKey) == [
                0, 1, 2, 3, 18, 19, 20, 21, 22, 23, 32, 33, 35, 37, 44, 61, 75,
            ])
        #expect(answer.apiKeys.allSatisfy { $0.minVersion <= $0.maxVersion })
    }

    @Test(arguments: ["", "a b", "-a", "a.", "ä"])
    func `an illegal software name is an invalid request`(name: String) throws {
        let answer = try TestBroker().ask(request(name, "1"), version: 3)
        #expect(answer.errorCode == ErrorCode.invalidRequest.rawValue)
        #expect(answer.apiKeys.isEmpty)
    }

    @Test
    func `another cluster or node asks the client to start over`() throws {
        let broker = try TestBroker()
        var same = request("a", "1")
        same.clusterId = broker.broker.clusterId
        same.nodeId = 1
        #expect(try broker.ask(same, version: 5).errorCode == 0)
        var other = same
        other.nodeId = 7
        #expect(try broker.ask(other, version: 5).errorCode == 129)
        other = same
        other.clusterId = "elsewhere"
        #expect(try broker.ask(other, version: 5).errorCode == 129)
    }

    @Test(arguments: [6, 99, .max, -1, .min] as [Int16])
    func `a version too new is answered in version 0 with the way out`(version: Int16) throws {
        var writer = ByteWriter()
        writer.writeInt16(18)
        writer.writeInt16(version)
        writer.writeInt32(77)
        writer.writeInt16(-1)
        writer.writeUInt32(0)
        let effects = try TestBroker().broker.handle(
            writer.finish(), from: TestBroker.connection(1), now: 0)
        let reply = try #require(effects.first?.reply(to: 1))
        #expect(
            try reply.flattened().hex
                == "00000010" + "0000004d" + "0023" + "00000001" + "0012" + "0000" + "0005")
    }
}

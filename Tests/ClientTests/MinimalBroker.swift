// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Synchronization
import Transport

/// The answers of `FakeBroker.minimal`.
final class MinimalBroker: Sendable {
    private let apiVersionsMax: Int16
    private let advertised: Address?
    private let asksLeft: Mutex<Int>

    init(apiVersionsMax: Int16, advertised: Address?, appearsAfter: Int) {
        self.apiVersionsMax = apiVersionsMax
        self.advertised = advertised
        asksLeft = Mutex(appearsAfter)
    }

    func answer(_ stream: StreamConnection, _ frame: ByteSlice) {
        guard let (header, body) = try? Frame.decodeRequestHeader(frame) else {
            return stream.close()
        }
        let version = header.requestApiVersion
        switch ApiKey(header.requestApiKey) {
        case .apiVersions where version > apiVersionsMax:
            let refusal = FakeBroker.apiVersions(upTo: apiVersionsMax, error: .unsupportedVersion)
            stream.send(
                Frame.encodeResponse(refusal, version: 0, correlationId: header.correlationId))
        case .apiVersions:
            stream.send(
                Frame.encodeResponse(
                    FakeBroker.apiVersions(upTo: apiVersionsMax), version: version,
                    correlationId: header.correlationId))
        case .metadata:
            guard let request = try? MetadataRequest.decode(body, version: version) else {
                return stream.close()
            }
            stream.send(
                Frame.encodeResponse(
                    metadata(request, port: stream.local.port), version: version,
                    correlationId: header.correlationId))
        default:
            stream.close()
        }
    }

    private func metadata(_ request: MetadataRequest, port: UInt16) -> MetadataResponse {
        var response = MetadataResponse()
        var broker = MetadataResponse.MetadataResponseBroker()
        broker.nodeId = 7
        broker.host = advertised?.host ?? "127.0.0.1"
        broker.port = Int32(advertised?.port ?? port)
        response.brokers = [broker]
        response.controllerId = 7
        for asked in request.topics ?? [] {
            let appears = asksLeft.withLock { left in
                left -= 1
                return left < 0
            }
            var topic = MetadataResponse.MetadataResponseTopic()
            topic.name = asked.name
            if appears {
                var partition = MetadataResponse.MetadataResponsePartition()
                partition.leaderId = 7
                partition.replicaNodes = [7]
                partition.isrNodes = [7]
                topic.partitions = [partition]
            } else {
                topic.errorCode = ErrorCode.unknownTopicOrPartition.rawValue
            }
            response.topics.append(topic)
        }
        return response
    }
}

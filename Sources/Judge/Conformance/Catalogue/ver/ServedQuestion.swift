// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// A valid request of one API, to be asked in every version that is advertised.
struct ServedQuestion: Sendable {
    let ask: @Sendable (Session, Topic, Expect) async throws -> Void

    /// From `oldest` on; the request is made for each topic and version.
    private init<Request: RequestMessage>(
        from oldest: Int16 = 0,
        _ make: @escaping @Sendable (Session, Topic, Int16) throws -> Request
    ) {
        ask = { session, topic, expect in
            let api = ApiKey(rawValue: Request.apiKey)
            guard let advertised = session.advertised(api) else { return }
            let lowest = max(oldest, advertised.lowerBound, Request.validVersions.lowerBound)
            let highest = min(advertised.upperBound, Request.validVersions.upperBound)
            guard lowest <= highest else { return }
            for version in lowest...highest {
                let request = try make(session, topic, version)
                let reply = try await session.call(
                    request, version: version, leaderOf: topic, 0)
                if let path = Self.unsupported(in: reply.exchange) {
                    throw expect.fail(
                        "\(api.name) v\(version), which is advertised", expected: "to be served",
                        actual: ErrorCode.unsupportedVersion.description,
                        at: reply.sighting(path))
                }
            }
        }
    }

    /// The first error code of a reply that says UNSUPPORTED_VERSION.
    private static func unsupported(in exchange: Exchange) -> String? {
        guard
            let type = MessageCatalogue.response(
                apiKey: exchange.api.rawValue, version: exchange.version),
            let (_, body) = try? Frame.decodeResponseHeader(
                exchange.response, apiKey: exchange.api.rawValue, version: exchange.version)
        else { return nil }
        let visits = FieldWalk.visits(
            of: body, as: type.fieldTable, version: exchange.version, visitsMax: 500)
        let code = Int64(ErrorCode.unsupportedVersion.rawValue)
        return visits.visits.first { visit in
            visit.value == .integer(code) && visit.path.description.hasSuffix("errorCode")
        }?.path.description
    }

    static let all: [ServedQuestion] = [
        ServedQuestion { _, _, _ in
            ApiVersionsRequest.with {
                $0.clientSoftwareName = "assay"
                $0.clientSoftwareVersion = "1"
            }
        },
        ServedQuestion { _, topic, _ in
            MetadataRequest.with {
                $0.topics = [.with { $0.name = topic.name }]
                $0.allowAutoTopicCreation = false
            }
        },
        ServedQuestion(from: 3) { session, topic, _ in
            session.produceRequest([(topic, 0, try session.batch("v").encoded())])
        },
        ServedQuestion(from: 4) { session, topic, _ in session.fetchRequest(topic, at: 0) },
        ServedQuestion { _, topic, _ in
            ListOffsetsRequest.with {
                $0.replicaId = -1
                $0.topics = [
                    .with {
                        $0.name = topic.name
                        $0.partitions = [
                            .with {
                                $0.currentLeaderEpoch = -1
                                $0.timestamp = TimeTarget.latest
                                $0.maxNumOffsets = 1
                            }
                        ]
                    }
                ]
            }
        },
        ServedQuestion(from: 1) { session, _, _ in
            CreateTopicsRequest.with {
                $0.timeoutMs = 5_000
                $0.validateOnly = true
                $0.topics = [
                    .with {
                        $0.name = session.prefix + "never"
                        $0.numPartitions = 1
                        $0.replicationFactor = 1
                    }
                ]
            }
        },
        ServedQuestion { session, _, _ in
            DeleteTopicsRequest.with {
                $0.timeoutMs = 5_000
                $0.topicNames = [session.prefix + "never"]
                $0.topics = [.with { $0.name = session.prefix + "never" }]
            }
        },
        ServedQuestion { _, topic, _ in
            DescribeConfigsRequest.with {
                $0.resources = [
                    .with {
                        $0.resourceType = 2
                        $0.resourceName = topic.name
                    }
                ]
            }
        },
        ServedQuestion { _, _, _ in
            InitProducerIdRequest.with {
                $0.transactionalId = nil
                $0.transactionTimeoutMs = 60_000
            }
        },
        ServedQuestion { session, _, _ in
            FindCoordinatorRequest.with {
                $0.key = session.prefix + "group"
                $0.coordinatorKeys = [session.prefix + "group"]
            }
        },
        ServedQuestion { _, topic, _ in
            OffsetForLeaderEpochRequest.with {
                $0.replicaId = -2
                $0.topics = [
                    .with {
                        $0.topic = topic.name
                        $0.partitions = [.with { $0.currentLeaderEpoch = -1 }]
                    }
                ]
            }
        },
        ServedQuestion { _, _, _ in ListGroupsRequest() },
        ServedQuestion { session, _, _ in
            DescribeGroupsRequest.with { $0.groups = [session.prefix + "group"] }
        },
        ServedQuestion { _, _, _ in DescribeClusterRequest() },
        ServedQuestion { _, topic, _ in
            DeleteRecordsRequest.with {
                $0.timeoutMs = 5_000
                $0.topics = [
                    .with {
                        $0.name = topic.name
                        $0.partitions = [.with { $0.offset = 0 }]
                    }
                ]
            }
        },
    ]
}

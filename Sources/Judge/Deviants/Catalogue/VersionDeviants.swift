// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Brokers that break version negotiation (KIP-35, KIP-482, KIP-511).
enum VersionDeviants {
    static let all: [Deviant] = answers + lists + tags

    private static let answers: [Deviant] = [
        Deviant(
            "apiversions-v0-error",
            rule: "ApiVersions version 0 answers with a list of versions",
            breach: "answers version 0 with an error and no list",
            killedBy: ["ver/apiversions-v0"],
            .answering(ApiVersionsRequest.self) { answer, _, version in
                guard version == 0 else { return }
                answer.errorCode = ErrorCode.unknownServerError.rawValue
                answer.apiKeys = []
            }),
        Deviant(
            "apiversions-layout-of-v0",
            rule: "An answer to ApiVersions has the layout of the version it was asked in",
            breach: "answers versions 1 and 2 in the layout of version 0",
            killedBy: ["ver/apiversions-each-version"],
            .sending { _, query in
                guard query.api == .apiVersions, (1...2).contains(query.version) else { return nil }
                return Frame.encodeResponse(
                    ApiVersionsResponse(), version: 0, correlationId: query.correlationId)
            }),
        Deviant(
            "apiversions-too-new-own-layout",
            rule: "A version of ApiVersions that is too new is answered in version 0",
            breach: "answers it in the layout of version 3",
            killedBy: ["ver/apiversions-too-new"],
            .ending { effect, query in
                guard case .reply(let connection, let reply) = effect, query.api == .apiVersions,
                    query.version > reply.version,
                    let message = reply.message(ApiVersionsResponse.self)
                else { return effect }
                let bytes = Frame.encodeResponse(
                    message, version: 3, correlationId: reply.correlationId)
                return .reply(connection, reply.replaced(by: bytes))
            }),
        Deviant(
            "apiversions-too-new-spoils-connection",
            rule: "After error 35 the same connection serves a version it advertises",
            breach: "closes the connection at the next request",
            killedBy: ["ver/apiversions-too-new-then-retry"],
            .handler(SpoiledConnectionHandler.init)),
        Deviant(
            "apiversions-flexible-header",
            rule: "Answers to ApiVersions keep response header 0 in every version",
            breach: "puts a tag section behind the correlation id from version 3 on",
            killedBy: ["ver/apiversions-resp-header-v0"],
            .sending { bytes, query in
                guard query.api == .apiVersions, query.version >= 3 else { return nil }
                var writer = ByteWriter(capacity: bytes.count + 1)
                writer.writeInt32(Int32(bytes.count - 3))
                writer.write(bytes[4..<8])
                writer.writeInt8(0)
                writer.write(bytes.dropFirst(8))
                return writer.finish()
            }),
        Deviant(
            "apiversions-any-software-name",
            rule: "A client software name or version outside [a-zA-Z0-9.-] is an invalid request",
            breach: "takes any name",
            killedBy: ["ver/apiversions-bad-software-name"],
            .asking(ApiVersionsRequest.self) { request, _ in
                request.clientSoftwareName = "any"
                request.clientSoftwareVersion = "1"
            }),
        Deviant(
            "apiversions-required-first",
            rule: "A connection may begin with any request where no authentication is needed",
            breach: "closes connections that do not begin with ApiVersions",
            killedBy: ["ver/apiversions-first-not-required"],
            .handler(VersionsFirstHandler.init)),
    ]

    private static let lists: [Deviant] = [
        Deviant(
            "apiversions-list-changes",
            rule: "ApiVersions may be asked again and answers the same",
            breach: "leaves an API out of the second list of a connection",
            killedBy: ["ver/apiversions-repeatable"],
            .handler(ShrinkingListHandler.init)),
        Deviant(
            "apiversions-duplicate-key",
            rule: "Every API is listed once",
            breach: "lists Produce twice",
            killedBy: ["ver/min-le-max"],
            .answering(ApiVersionsRequest.self) { answer, _, _ in
                answer.apiKeys += answer.apiKeys.filter { $0.apiKey == 0 }
            }),
        Deviant(
            "apiversions-min-over-max",
            rule: "The lowest version of an API is not above its highest",
            breach: "swaps lowest and highest version of DescribeConfigs",
            killedBy: ["ver/min-le-max"],
            .answering(ApiVersionsRequest.self) { answer, _, _ in
                for index in answer.apiKeys.indices where answer.apiKeys[index].apiKey == 32 {
                    let entry = answer.apiKeys[index]
                    answer.apiKeys[index].minVersion = entry.maxVersion
                    answer.apiKeys[index].maxVersion = entry.minVersion
                }
            }),
        Deviant(
            "advertised-not-served",
            rule: "Every version that is advertised is served",
            breach: "closes the connection at InitProducerId 2, which it advertises",
            killedBy: ["ver/advertised-is-served"],
            .ending { effect, query in
                query.api == .initProducerId && query.version == 2
                    ? .close(effect.connection, "a deviant") : effect
            }),
        Deviant(
            "unknown-key-answered",
            rule: "A request of an API nobody knows closes the connection",
            breach: "answers with a bare error code",
            killedBy: ["ver/unadvertised-key"],
            .ending { effect, query in
                Self.bareError(effect, query) {
                    MessageCatalogue.request(
                        apiKey: $0.api.rawValue, version: $0.version) == nil
                        && $0.api.rawValue > 1000
                }
            }),
        Deviant(
            "unknown-version-answered",
            rule: "A request of a version that is not served closes the connection",
            breach: "answers with a bare error code",
            killedBy: ["ver/unadvertised-version", "ver/negative-version"],
            .ending { effect, query in
                Self.bareError(effect, query) { $0.api.rawValue < 1000 }
            }),
        Deviant(
            "finalized-epoch-nonsense",
            rule: "The epoch of the finalized features is 0 or more, or -1 for none",
            breach: "gives -5",
            killedBy: ["ver/finalized-features"],
            .answering(ApiVersionsRequest.self) { answer, _, _ in
                answer.finalizedFeaturesEpoch = -5
            }),
    ]

    private static let tags: [Deviant] = [
        Deviant(
            "flexible-versions-closed",
            rule: "Flexible versions with empty tag sections are accepted",
            breach: "closes the connection at flexible versions of Fetch",
            killedBy: ["ver/flex-empty-tags"],
            .closing(FetchRequest.self) { _, query in
                !FetchRequest.isFlexible(query.version)
            }),
        Deviant(
            "unknown-tags-refused",
            rule: "Tagged fields nobody knows are passed over, in header and body",
            breach: "closes the connection at an unknown tag of the header or the request",
            killedBy: ["ver/flex-unknown-tag-request"],
            .closing(MetadataRequest.self) { request, query in
                request.unknownTags.isEmpty && query.header.unknownTags.isEmpty
            }),
        Deviant(
            "nested-tags-refused",
            rule: "Tagged fields nobody knows are passed over inside nested structures",
            breach: "closes the connection at an unknown tag of a topic or partition in Produce",
            killedBy: ["ver/flex-unknown-tag-nested"],
            .closing(ProduceRequest.self) { request, _ in
                request.topicData.allSatisfy { topic in
                    topic.unknownTags.isEmpty
                        && topic.partitionData.allSatisfy(\.unknownTags.isEmpty)
                }
            }),
        Deviant(
            "compact-null-as-empty",
            rule: "In a compact array 0 is null and 1 is empty",
            breach: "takes null for empty in flexible versions of Metadata",
            killedBy: ["ver/flex-compact-null"],
            .asking(MetadataRequest.self) { request, version in
                if MetadataRequest.isFlexible(version) { request.topics = request.topics ?? [] }
            }),
    ]

    /// Where the broker closes and `answers` says so: an answer of nothing but an error code.
    private static func bareError(
        _ effect: Effect, _ query: Query, where answers: (Query) -> Bool
    ) -> Effect {
        guard case .close(let connection, _) = effect, answers(query) else { return effect }
        let bytes = Frame.sized { writer in
            writer.writeInt32(query.correlationId)
            writer.writeInt16(ErrorCode.unsupportedVersion.rawValue)
        }
        return .reply(
            connection,
            Reply(
                apiKey: query.api.rawValue, version: query.version,
                correlationId: query.correlationId, parts: [.bytes(bytes)]))
    }
}

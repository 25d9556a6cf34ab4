// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// The question every client asks first, and its special rules.
enum ApiVersionsCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "ver/apiversions-v0", .must, .documented,
            "ApiVersions version 0 answers with a list of versions",
            source: "KIP-35; protocol guide, Retrieving Supported API versions",
            explain: "Sends version 0 with an empty body; error 0 and a list must come back.",
            uses: [.apiVersions]
        ) { session, expect in
            let reply = try await session.call(ApiVersionsRequest(), version: 0)

            try expect.noError(reply.error("errorCode", reply.message.errorCode))
            try expect.atLeast(
                reply.at("apiKeys", reply.message.apiKeys.count), 1, "number of listed APIs")
        },

        ConformanceCase(
            "ver/apiversions-each-version", .must, .documented,
            "Every advertised version of ApiVersions answers in its own layout",
            source: "KIP-35; ApiVersionsRequestTest",
            explain: """
                Asks in each advertised version; each reply must decode to its last byte and list \
                the same APIs.
                """,
            uses: [.apiVersions]
        ) { session, expect in
            let versions = try session.versions(of: ApiVersionsRequest.self)
            for version in versions {
                let request = ApiVersionsRequest.with {
                    $0.clientSoftwareName = "assay"
                    $0.clientSoftwareVersion = "1"
                }
                let reply = try await session.call(request, version: version)

                try expect.noError(reply.error("errorCode", reply.message.errorCode))
                try expect.equal(
                    reply.at("apiKeys", Set(reply.message.apiKeys.map(\.apiKey))),
                    Set(session.survey.apis.keys.map(\.rawValue)), "keys listed in v\(version)")
            }
        },

        ConformanceCase(
            "ver/apiversions-too-new", .must, .documented,
            "A version of ApiVersions nobody knows is answered in version 0 with error 35",
            source: "KIP-511; testApiVersionsRequestWithUnsupportedVersion",
            explain: """
                Sends versions max+1, 99 and 32767 with a flexible header; the reply must be laid \
                out as version 0, carry UNSUPPORTED_VERSION and name the range of ApiVersions.
                """,
            uses: [.apiVersions], .negative
        ) { session, expect in
            let range = session.advertised(.apiVersions) ?? 0...0
            for version in [range.upperBound + 1, 99, Int16.max] {
                let link = try await session.connect()
                let reply = try await link.exchange(
                    RawFrame.request(.apiVersions, version, flexibleHeader: true) { writer in
                        writer.writeString("assay", compact: true)
                        writer.writeString("1", compact: true)
                        writer.writeUnsignedVarint(0)
                    }, as: ApiVersionsResponse.self, version: 0, correlationId: 7)

                try expect.error(
                    reply.error("errorCode", reply.message.errorCode), is: .unsupportedVersion)
                let (index, entry) = try reply.only(
                    reply.message.apiKeys, at: "apiKeys", "ApiVersions"
                ) { $0.apiKey == ApiKey.apiVersions.rawValue }
                try expect.equal(
                    reply.at("apiKeys[\(index)].maxVersion", entry.maxVersion), range.upperBound)
                try expect.equal(
                    reply.at("apiKeys[\(index)].minVersion", entry.minVersion), range.lowerBound)
            }
        },

        ConformanceCase(
            "ver/apiversions-too-new-then-retry", .must, .documented,
            "After error 35 the same connection serves an advertised version",
            source: "KIP-511: the client retries with a version from the reply",
            explain: """
                Sends a version nobody knows, then version 0 on the same connection; the second \
                must be served, because that is how newer clients find out.
                """,
            uses: [.apiVersions], .negative
        ) { session, expect in
            let link = try await session.connect()
            let refused = try await link.exchange(
                RawFrame.request(.apiVersions, 99, flexibleHeader: true) { writer in
                    writer.writeString("assay", compact: true)
                    writer.writeString("1", compact: true)
                    writer.writeUnsignedVarint(0)
                }, as: ApiVersionsResponse.self, version: 0, correlationId: 7)
            let served = try await link.call(ApiVersionsRequest(), version: 0)

            try expect.error(
                refused.error("errorCode", refused.message.errorCode), is: .unsupportedVersion)
            try expect.noError(served.error("errorCode", served.message.errorCode))
        },

        ConformanceCase(
            "ver/apiversions-resp-header-v0", .must, .documented,
            "Replies to ApiVersions keep response header 0 in flexible versions too",
            source: "KIP-511; ApiVersionsResponse.json",
            explain: """
                Sends version 3; the two bytes after the correlation id must be the error code, \
                not a tag section, or older clients cannot read the answer.
                """,
            uses: [ApiUse(.apiVersions, 3...Int16.max)]
        ) { session, expect in
            let request = ApiVersionsRequest.with {
                $0.clientSoftwareName = "assay"
                $0.clientSoftwareVersion = "1"
            }
            let reply = try await session.call(request, version: 3)

            let bytes = reply.exchange.response
            try expect.isTrue(
                bytes.count > 6 && bytes[4] == 0 && bytes[5] == 0,
                "an error code right after the correlation id", at: reply.sighting("errorCode"))
            try expect.atLeast(reply.at("apiKeys", reply.message.apiKeys.count), 1)
        },

        ConformanceCase(
            "ver/apiversions-bad-software-name", .should, .observed,
            "A client software name or version outside [a-zA-Z0-9.-] is an invalid request",
            source: "KIP-511; testApiVersionsRequestValidationV3",
            explain: """
                Sends version 3 with an empty name, an empty version and a name with a blank; each \
                must be answered with INVALID_REQUEST.
                """,
            uses: [ApiUse(.apiVersions, 3...Int16.max)], .negative
        ) { session, expect in
            for (name, version) in [("", "1"), ("assay", ""), ("a ssay", "1"), ("assay", "-1")] {
                let request = ApiVersionsRequest.with {
                    $0.clientSoftwareName = name
                    $0.clientSoftwareVersion = version
                }
                let reply = try await session.call(request, version: 3)

                try expect.error(
                    reply.error("errorCode", reply.message.errorCode), is: .invalidRequest,
                    "error for name “\(name)”, version “\(version)”")
            }
        },

        ConformanceCase(
            "ver/apiversions-first-not-required", .must, .documented,
            "A connection may begin with Metadata",
            source: "Protocol guide: ApiVersions is optional where no authentication is needed",
            explain: "Sends Metadata as the first request of a connection; it must be served.",
            uses: [.metadata]
        ) { session, expect in
            let link = try await session.connect()
            let reply = try await session.metadata(of: [], on: link)

            try expect.atLeast(
                reply.at("brokers", reply.message.brokers.count), 1, "number of brokers listed")
        },

        ConformanceCase(
            "ver/apiversions-repeatable", .should, .observed,
            "ApiVersions may be asked again and answers the same",
            source: "Protocol guide; clients ask again after a reconnect or an upgrade",
            explain: """
                Asks twice on one connection with a Metadata between; the lists must be equal.
                """,
            uses: [.apiVersions, .metadata]
        ) { session, expect in
            let link = try await session.connect()
            let first = try await link.call(ApiVersionsRequest(), version: 0)
            _ = try await session.metadata(of: [], on: link)
            let second = try await link.call(ApiVersionsRequest(), version: 0)

            let list = { (reply: Reply<ApiVersionsResponse>) in
                reply.message.apiKeys.map { [$0.apiKey, $0.minVersion, $0.maxVersion] }
            }
            try expect.equal(second.at("apiKeys", list(second)), list(first), "the second list")
        },
    ]
}

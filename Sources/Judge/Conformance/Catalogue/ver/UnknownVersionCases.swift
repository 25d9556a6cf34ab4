// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Requests in versions and of APIs that nobody serves.
enum UnknownVersionCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "ver/unadvertised-key", .should, .observed,
            "A request of an API nobody knows ends the connection",
            source: "RequestContext.parseRequest; EdgeCaseRequestTest (vacuous there)",
            explain: "Sends API key 9999; the connection must end without a reply.",
            .negative
        ) { session, expect in
            for key in [ApiKey(rawValue: 9999), ApiKey(rawValue: -1)] {
                let link = try await session.connect()
                try await link.send(RawFrame.request(key, 0))

                try await expect.closes(link, "API key \(key.rawValue)")
            }
        },

        ConformanceCase(
            "ver/unadvertised-version", .should, .observed,
            "A request in a version nobody knows ends the connection",
            source: "RequestContext.parseRequest; EdgeCaseRequestTest (vacuous there)",
            explain: """
                Sends Produce, Fetch and Metadata in version 32767; each connection must end \
                without a reply, so that a client falls back or reports it at once.
                """,
            .negative
        ) { session, expect in
            for api in [ApiKey.produce, .fetch, .metadata] {
                let link = try await session.connect()
                try await link.send(RawFrame.request(api, Int16.max))

                try await expect.closes(link, "\(api.name) v32767")
            }
        },

        ConformanceCase(
            "ver/negative-version", .should, .observed,
            "A request in version -1 ends the connection",
            source: "RequestContext.parseRequest",
            explain: "Sends Produce and Metadata in version -1; each connection must end.",
            .negative
        ) { session, expect in
            for api in [ApiKey.produce, .metadata] {
                let link = try await session.connect()
                try await link.send(RawFrame.request(api, -1))

                try await expect.closes(link, "\(api.name) v-1")
            }
        },
    ]
}

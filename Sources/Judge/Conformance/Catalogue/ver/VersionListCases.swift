// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// What a list of versions may say, and that it is true.
enum VersionListCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "ver/min-le-max", .must, .documented,
            "Every listed API has a key of its own and a range that does not descend",
            source: "KIP-35; ApiVersionsResponse.json",
            explain: "Reads the list of ApiVersions 0: keys must not repeat, min ≤ max.",
            uses: [.apiVersions]
        ) { session, expect in
            let reply = try await session.call(ApiVersionsRequest(), version: 0)
            var seen: Set<Int16> = []
            for (index, entry) in reply.message.apiKeys.enumerated() {
                try expect.isTrue(
                    seen.insert(entry.apiKey).inserted, "key \(entry.apiKey) listed once",
                    at: reply.sighting("apiKeys[\(index)].apiKey"))
                try expect.isTrue(
                    entry.minVersion <= entry.maxVersion && entry.minVersion >= 0,
                    "the range of key \(entry.apiKey)",
                    actual: "\(entry.minVersion)…\(entry.maxVersion)",
                    at: reply.sighting("apiKeys[\(index)].maxVersion"))
            }
        },

        ConformanceCase(
            "ver/advertised-is-served", .must, .documented,
            "Every advertised version of the client APIs is served",
            source: "KIP-35: a listed version can be used",
            explain: """
                Sends a valid request in each advertised version of up to fifteen APIs; each must \
                be answered in its layout and never with UNSUPPORTED_VERSION. Produce begins at 3 \
                and Fetch at 4: older ones carry formats that Kafka 4 lists and no longer takes.
                """,
            uses: [.apiVersions], deadline: .seconds(30)
        ) { session, expect in
            let topic = try await session.createTopic()
            for question in ServedQuestion.all {
                try await question.ask(session, topic, expect)
            }
        },

        ConformanceCase(
            "ver/core-floor", .should, .documented,
            "A broker of the 4.x line serves the versions that today's clients begin with",
            source: "KIP-896, KIP-1124: clients of 4.x need these",
            explain: """
                Looks for Produce 9, Fetch 12, Metadata 9, and for FindCoordinator and JoinGroup.
                """,
            uses: [.apiVersions], releases: .from(4, 0)
        ) { session, expect in
            let floor: [(ApiKey, Int16)] = [
                (.produce, 9), (.fetch, 12), (.metadata, 9), (.listOffsets, 1),
                (.findCoordinator, 0), (.joinGroup, 0),
            ]
            for (api, version) in floor {
                let highest = session.advertised(api)?.upperBound ?? -1
                try expect.isTrue(
                    highest >= version, "\(api.name) up to at least version \(version)",
                    actual: highest < 0 ? "not advertised" : "up to \(highest)")
            }
        },

        ConformanceCase(
            "ver/produce-min-zero-advert", .may, .observed,
            "Kafka 4 lists Produce from version 0 for the sake of old librdkafka",
            source: "KAFKA-18659",
            explain: """
                Looks whether Produce is listed from 0; versions 0 to 2 need not be served. A list \
                that begins later is an honest alternative.
                """,
            uses: [.apiVersions, .produce], releases: .from(4, 0)
        ) { session, expect in
            let lowest = session.advertised(.produce)?.lowerBound ?? 0
            if lowest > 0 { expect.alternative("lists Produce from version \(lowest)") }
        },

        ConformanceCase(
            "ver/finalized-features", .should, .documented,
            "ApiVersions 3 and later name features with sane levels",
            source: "KIP-584; ApiVersionsResponse.json",
            explain: """
                Reads supported and finalized features: min ≤ max in both, every finalized feature \
                is a supported one, and the epoch is -1 or more.
                """,
            uses: [ApiUse(.apiVersions, 3...Int16.max)]
        ) { session, expect in
            let request = ApiVersionsRequest.with {
                $0.clientSoftwareName = "assay"
                $0.clientSoftwareVersion = "1"
            }
            let reply = try await session.call(request)
            let message = reply.message

            try expect.atLeast(
                reply.at("finalizedFeaturesEpoch", message.finalizedFeaturesEpoch), -1)
            for (index, feature) in message.supportedFeatures.enumerated() {
                try expect.isTrue(
                    feature.minVersion <= feature.maxVersion, "levels of \(feature.name)",
                    at: reply.sighting("supportedFeatures[\(index)].maxVersion"))
            }
            let supported = Set(message.supportedFeatures.map(\.name))
            for (index, feature) in message.finalizedFeatures.enumerated() {
                try expect.isTrue(
                    supported.contains(feature.name)
                        && feature.minVersionLevel <= feature.maxVersionLevel,
                    "finalized feature \(feature.name) supported, its levels in order",
                    at: reply.sighting("finalizedFeatures[\(index)].name"))
            }
        },

        ConformanceCase(
            "ver/unstable-hidden", .should, .observed,
            "Versions that no release has made stable are not listed",
            source: "ApiVersionsRequestTest; unstable.api.versions.enable",
            explain: """
                Compares the list with the schemas of the release the subject is judged as: a \
                version that Kafka marks as unstable must not be listed by default.
                """,
            uses: [.apiVersions]
        ) { session, expect in
            let schemas: Messages.KafkaRelease =
                session.release >= Release(4, 0) ? .v4_4_0 : .v3_9_2
            for (api, listed) in session.survey.apis.sorted(by: { $0.key < $1.key }) {
                guard let range = api.range(in: schemas), range.isLatestVersionUnstable,
                    let known = range.versions
                else { continue }
                try expect.isTrue(
                    listed.upperBound < known.upperBound, "\(api.name) \(known.upperBound) hidden",
                    actual: "listed up to \(listed.upperBound)")
            }
        },
    ]
}

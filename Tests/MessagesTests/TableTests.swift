// SPDX-License-Identifier: Apache-2.0

import Messages
import Testing

/// API keys, ranges and error codes.
struct TableTests {
    @Test func `error codes know their name and whether to try again`() {
        #expect(ErrorCode.none.rawValue == 0 && ErrorCode.none.name == "NONE")
        #expect(ErrorCode(-1) == .unknownServerError)
        #expect(ErrorCode(2) == .corruptMessage && ErrorCode.corruptMessage.isRetriable)
        #expect(!ErrorCode.invalidTopicException.isRetriable)
        #expect(ErrorCode(named: "NOT_LEADER_OR_FOLLOWER") == .notLeaderOrFollower)
        #expect(ErrorCode(named: "NO_SUCH_ERROR") == nil)
    }

    @Test func `an unknown error code survives`() {
        let code = ErrorCode(rawValue: 9999)
        #expect(code.rawValue == 9999 && code.name == "ERROR_9999")
        #expect(!code.isKnown && !code.isRetriable)
        #expect(ErrorCode(.min).name == "ERROR_-32768")
    }

    @Test func `every error code is found at its own number`() {
        for code in ErrorCode.allKnown { #expect(ErrorCode(named: code.name) == code) }
        #expect(ErrorCode.allKnown.count == 138)
        #expect(ErrorCode.allKnown.filter { $0.exists(in: .v3_9_2) }.count == 129)
    }

    @Test func `API ranges are those of the release`() {
        let produce = ApiKey.produce.range(in: .v4_4_0)
        #expect(produce?.versions == 3...13)
        #expect(produce?.advertisedVersions == 0...13)
        #expect(ApiKey.initProducerId.range(in: .v4_4_0)?.isLatestVersionUnstable == true)
        #expect(ApiKey.leaderAndIsr.range(in: .v3_9_2)?.listeners == .zkBroker)
        #expect(ApiKey.streamsGroupHeartbeat.range(in: .v3_9_2) == nil)
        #expect(ApiKey(999).name == "Api999")
    }

    @Test func `every served API has its messages in the versions it serves`() {
        for release in KafkaRelease.allCases {
            for range in ApiRange.table(of: release) {
                guard let versions = range.versions else { continue }
                for version in versions {
                    let key = range.key.rawValue
                    let request = MessageCatalogue.request(apiKey: key, version: version)
                    let response = MessageCatalogue.response(apiKey: key, version: version)
                    #expect(request?.validVersions.contains(version) == true, "\(range.key)")
                    #expect(response?.validVersions.contains(version) == true, "\(range.key)")
                    let flexible = range.firstFlexibleVersion.map { version >= $0 } ?? false
                    #expect(request?.isFlexible(version) == flexible, "\(range.key) \(version)")
                }
            }
        }
    }

    @Test func `a header's version follows the request`() {
        #expect(Frame.requestHeaderVersion(apiKey: 0, version: 8) == 1)
        #expect(Frame.requestHeaderVersion(apiKey: 0, version: 9) == 2)
        #expect(Frame.requestHeaderVersion(apiKey: 0, version: 99) == 2)
        #expect(Frame.requestHeaderVersion(apiKey: 7, version: 0) == 0)
        #expect(Frame.requestHeaderVersion(apiKey: 12345, version: 0) == 1)
        #expect(Frame.responseHeaderVersion(apiKey: 18, version: 4) == 0)
        #expect(Frame.responseHeaderVersion(apiKey: 3, version: 9) == 1)
    }
}

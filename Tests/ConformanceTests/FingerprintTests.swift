// SPDX-License-Identifier: Apache-2.0

import Conformance
import Messages
import Testing

struct FingerprintTests {
    static let releases: [(Messages.KafkaRelease, Release)] = [
        (.v4_4_0, Release(4, 4)), (.v3_9_2, Release(3, 9)),
    ]

    @Test(arguments: releases)
    func `what Kafka advertises tells its release`(
        schemas: Messages.KafkaRelease, release: Release
    ) {
        var apis: [ApiKey: ClosedRange<Int16>] = [:]
        for range in ApiRange.table(of: schemas) { apis[range.key] = range.advertisedVersions }
        #expect(Fingerprint.release(of: apis) == release)
    }

    @Test func `a broker without the oldest versions looks like 4`() {
        let apis: [ApiKey: ClosedRange<Int16>] = [
            .produce: 3...11, .fetch: 4...17, .listOffsets: 1...9, .metadata: 0...12,
        ]
        #expect(Fingerprint.release(of: apis) == Release(4, 0))
    }

    @Test func `a broker that shows nothing new is old`() {
        #expect(Fingerprint.release(of: [.produce: 0...7, .fetch: 0...11]) == Release(2, 7))
    }

    static let texts: [(String, Release?)] = [
        ("3.9", Release(3, 9)), ("4.4.0", Release(4, 4)), ("4", nil), ("4.x", nil), ("", nil),
        ("4.0.0.1", nil), ("-1.2", nil),
    ]

    @Test(arguments: texts)
    func `a release is read from text`(text: String, release: Release?) {
        #expect(Release(text) == release)
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Messages

/// Which release of Apache Kafka a list of versions looks like.
///
/// A broker that serves fewer APIs than Kafka is judged by the newest sign it shows; one that shows
/// none is taken for the oldest release the suite speaks about.
package enum Fingerprint {
    /// A sign: the release that brought `version` of `api`.
    private struct Sign {
        let release: Release
        let api: ApiKey
        let version: Int16
    }

    /// Newest first.
    private static let signs: [Sign] = [
        Sign(release: Release(4, 4), api: ApiKey(93), version: 0),
        Sign(release: Release(4, 2), api: .shareFetch, version: 2),
        Sign(release: Release(4, 1), api: .produce, version: 13),
        Sign(release: Release(4, 1), api: .fetch, version: 18),
        Sign(release: Release(4, 0), api: .produce, version: 12),
        Sign(release: Release(4, 0), api: .metadata, version: 13),
        Sign(release: Release(4, 0), api: .listOffsets, version: 10),
        Sign(release: Release(3, 9), api: .fetch, version: 17),
        Sign(release: Release(3, 9), api: .listOffsets, version: 9),
        Sign(release: Release(3, 8), api: .produce, version: 11),
        Sign(release: Release(3, 7), api: .fetch, version: 16),
        Sign(release: Release(3, 5), api: .fetch, version: 15),
        Sign(release: Release(3, 1), api: .fetch, version: 13),
        Sign(release: Release(2, 8), api: .produce, version: 9),
    ]

    /// Oldest versions that only releases from 4.0 on leave out (KIP-896).
    private static let removals: [(api: ApiKey, lowest: Int16)] = [
        (.fetch, 4), (.listOffsets, 1), (.createTopics, 2), (.deleteTopics, 1),
        (.describeConfigs, 1),
    ]

    package static func release(of apis: [ApiKey: ClosedRange<Int16>]) -> Release {
        let newest = signs.first { sign in (apis[sign.api]?.upperBound ?? -1) >= sign.version }
        let found = newest?.release ?? Release(2, 7)
        let dropped = removals.filter { (apis[$0.api]?.lowerBound ?? 0) >= $0.lowest }
        let present = removals.filter { apis[$0.api] != nil }
        // A broker that never had the old versions looks like 4.0 only when all of them are gone.
        if found < Release(4, 0), found >= Release(3, 9), dropped.count == present.count,
            !present.isEmpty
        {
            return Release(4, 0)
        }
        return found
    }
}

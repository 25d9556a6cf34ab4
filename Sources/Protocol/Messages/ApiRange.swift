// SPDX-License-Identifier: Apache-2.0

/// The versions of one API in one release of Kafka, as its schemas say.
package struct ApiRange: Sendable {
    /// Where a broker or controller serves an API.
    package struct Listeners: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The client listener of a KRaft broker.
        package static let broker = Listeners(rawValue: 1)
        /// The listener of a KRaft controller.
        package static let controller = Listeners(rawValue: 2)
        /// The listener of a broker that runs with ZooKeeper.
        package static let zkBroker = Listeners(rawValue: 4)
    }

    package let key: ApiKey
    /// Nil when the release keeps the number and serves no version.
    package let versions: ClosedRange<Int16>?
    /// Nil when no version is flexible.
    package let firstFlexibleVersion: Int16?
    /// Whether the latest version is hidden unless unstable ones are enabled.
    package let isLatestVersionUnstable: Bool
    package let listeners: Listeners
    /// What a live KRaft broker of the release answers to ApiVersions; nil when it leaves it out.
    package let advertisedVersions: ClosedRange<Int16>?

    /// Every API that `release` has a schema for, by key.
    package static func table(of release: KafkaRelease) -> [ApiRange] {
        switch release {
        case .v3_9_2: release3_9_2
        case .v4_4_0: release4_4_0
        }
    }

    init(
        _ key: Int16, _ versions: ClosedRange<Int16>?, _ flexible: Int16?, _ unstable: Bool,
        _ listeners: UInt8, _ advertised: ClosedRange<Int16>?
    ) {
        self.key = ApiKey(key)
        self.versions = versions
        firstFlexibleVersion = flexible
        isLatestVersionUnstable = unstable
        self.listeners = Listeners(rawValue: listeners)
        advertisedVersions = advertised
    }
}

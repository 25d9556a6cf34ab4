// SPDX-License-Identifier: Apache-2.0

/// The number of an API; unknown numbers survive.
package struct ApiKey: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int16

    package init(rawValue: Int16) { self.rawValue = rawValue }
    package init(_ rawValue: Int16) { self.rawValue = rawValue }

    /// What one release says of this API; nil when the release does not know it.
    package func range(in release: KafkaRelease) -> ApiRange? {
        ApiRange.table(of: release).first { $0.key == self }
    }
}

extension ApiKey: Comparable, CustomStringConvertible {
    package static func < (left: ApiKey, right: ApiKey) -> Bool { left.rawValue < right.rawValue }

    package var description: String { name }
}

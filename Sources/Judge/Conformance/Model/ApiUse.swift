// SPDX-License-Identifier: Apache-2.0

package import Messages

/// An API a case speaks, and the versions in which its rule can be asked.
package struct ApiUse: Hashable, Sendable {
    package let api: ApiKey
    package let versions: ClosedRange<Int16>

    package init(_ api: ApiKey, _ versions: ClosedRange<Int16> = 0...Int16.max) {
        self.api = api
        self.versions = versions
    }

    /// The versions of `advertised` the case can speak; nil when there is none.
    package func common(with advertised: ClosedRange<Int16>?) -> ClosedRange<Int16>? {
        guard let advertised, advertised.overlaps(versions) else { return nil }
        return advertised.clamped(to: versions)
    }
}

extension ApiUse: CustomStringConvertible {
    package var description: String {
        switch (versions.lowerBound, versions.upperBound) {
        case (0, .max): api.name
        case (let low, .max): "\(api.name) \(low)+"
        case (let low, let high) where low == high: "\(api.name) \(low)"
        case (let low, let high): "\(api.name) \(low)-\(high)"
        }
    }
}

extension ApiUse {
    package static let apiVersions = ApiUse(.apiVersions)
    package static let metadata = ApiUse(.metadata)
    package static let produce = produce(3...Int16.max)
    package static let fetch = fetch(4...Int16.max)
    package static let listOffsets = listOffsets(1...Int16.max)
    package static let createTopics = ApiUse(.createTopics)
    package static let deleteTopics = ApiUse(.deleteTopics)

    /// Produce in some of its versions; batches of format 2 need version 3.
    package static func produce(_ versions: ClosedRange<Int16>) -> ApiUse {
        ApiUse(.produce, versions)
    }

    /// Fetch in some of its versions; batches of format 2 need version 4.
    package static func fetch(_ versions: ClosedRange<Int16>) -> ApiUse {
        ApiUse(.fetch, versions)
    }

    package static func listOffsets(_ versions: ClosedRange<Int16>) -> ApiUse {
        ApiUse(.listOffsets, versions)
    }

    package static func metadata(_ versions: ClosedRange<Int16>) -> ApiUse {
        ApiUse(.metadata, versions)
    }

    package static func createTopics(_ versions: ClosedRange<Int16>) -> ApiUse {
        ApiUse(.createTopics, versions)
    }

    package static func deleteTopics(_ versions: ClosedRange<Int16>) -> ApiUse {
        ApiUse(.deleteTopics, versions)
    }
}

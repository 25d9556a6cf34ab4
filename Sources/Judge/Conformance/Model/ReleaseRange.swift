// SPDX-License-Identifier: Apache-2.0

/// The releases a rule speaks about; an open end is nil.
package struct ReleaseRange: Hashable, Sendable {
    package let from: Release?
    package let to: Release?

    package init(from: Release?, to: Release?) {
        self.from = from
        self.to = to
    }

    package static let all = ReleaseRange(from: nil, to: nil)

    package static func from(_ major: Int, _ minor: Int) -> ReleaseRange {
        ReleaseRange(from: Release(major, minor), to: nil)
    }

    package static func upTo(_ major: Int, _ minor: Int) -> ReleaseRange {
        ReleaseRange(from: nil, to: Release(major, minor))
    }

    package func contains(_ release: Release) -> Bool {
        if let from, release < from { return false }
        if let to, release > to { return false }
        return true
    }
}

extension ReleaseRange: CustomStringConvertible {
    package var description: String {
        switch (from, to) {
        case (nil, nil): "all releases"
        case (let from?, nil): "releases from \(from)"
        case (nil, let to?): "releases up to \(to)"
        case (let from?, let to?): "releases \(from) to \(to)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A feature release of Apache Kafka: `3.9`, `4.0`.
package struct Release: Hashable, Sendable, Comparable {
    package let major: Int
    package let minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `3.9` or `3.9.2`; a bug-fix number is dropped.
    ///
    /// Nil when `text` is neither.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 else { return nil }
        let numbers = parts.compactMap { part in
            part.count <= 3 && part.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(part) : nil
        }
        guard numbers.count == parts.count else { return nil }
        self.init(numbers[0], numbers[1])
    }

    package static func < (left: Release, right: Release) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension Release: CustomStringConvertible {
    package var description: String { "\(major).\(minor)" }
}

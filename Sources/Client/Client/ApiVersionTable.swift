// SPDX-License-Identifier: Apache-2.0

/// The versions of each API that a broker says it serves.
package struct ApiVersionTable: Hashable, Sendable {
    /// By API key, as announced.
    package var ranges: [Int16: ClosedRange<Int16>]
    /// The version of ApiVersions that it answered in.
    package var version: Int16

    package init(ranges: [Int16: ClosedRange<Int16>], version: Int16) {
        self.ranges = ranges
        self.version = version
    }
}

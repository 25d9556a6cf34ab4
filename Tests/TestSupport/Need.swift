// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Something beside the checkout that a test uses and most machines do not have.
///
///     @Test(.needs(Needs.golden)) func `every vector decodes`() throws {
///         let folder = try Needs.golden.path()
///
/// Without it the test is skipped and says why; under `ASSAY_REQUIRE_ALL=1` it runs and fails.
package struct Need: Sendable {
    /// The variable that says where it is.
    package let variable: String
    /// What it is, as in "needs …".
    package let what: String

    package init(variable: String, what: String) {
        self.variable = variable
        self.what = what
    }

    /// Whether the variable points at something that exists.
    package var isThere: Bool {
        guard let place = Self.environment(variable) else { return false }
        return FileManager.default.fileExists(atPath: place)
    }

    /// One line for a person who wonders about the skip.
    package var advice: String { "needs \(what): set \(variable) to its place" }

    /// Where it is.
    package func path() throws -> String {
        guard isThere, let place = Self.environment(variable) else { throw MissingNeed(need: self) }
        return place
    }

    /// Whether a missing thing is a failure rather than a skip.
    package static var allAreRequired: Bool { environment("ASSAY_REQUIRE_ALL") == "1" }

    static func environment(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            return nil
        }
        return value
    }
}

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
    private enum Place {
        /// The variable that says where it is.
        case variable(String)
        /// A program found through PATH.
        case program(String)
    }

    private let place: Place
    /// What it is, as in "needs …".
    package let what: String

    /// A file or folder that a variable points at.
    package init(variable: String, what: String) {
        place = .variable(variable)
        self.what = what
    }

    /// An installed program.
    package init(program: String) {
        place = .program(program)
        what = program
    }

    /// Whether it exists.
    package var isThere: Bool { found != nil }

    /// One line for a person who wonders about the skip.
    package var advice: String {
        switch place {
        case .variable(let name): "needs \(what): set \(name) to its place"
        case .program(let name): "needs \(name): install it"
        }
    }

    /// Where it is.
    package func path() throws -> String {
        guard let found else { throw MissingNeed(need: self) }
        return found
    }

    private var found: String? {
        let candidates: [String]
        switch place {
        case .variable(let name): candidates = [Self.environment(name)].compactMap { $0 }
        case .program(let name):
            let folders = (Self.environment("PATH") ?? "").split(separator: ":")
            candidates = folders.map { "\($0)/\(name)" }
        }
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
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

// SPDX-License-Identifier: Apache-2.0

/// What keeps the generator from going on, as one line.
struct GenerateError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

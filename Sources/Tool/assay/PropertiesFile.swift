// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation

/// A file of `key=value` lines, as Java's Properties reads them but for its escapes.
enum PropertiesFile {
    /// One assignment, and `FILE:LINE` where it stands.
    struct Property {
        let assignment: Assignment
        let place: String
    }

    static func read(_ path: String) throws -> [Property] {
        guard access(path, R_OK) == 0 else {
            throw UsageError(
                "cannot read \(path): \(String(cString: strerror(errno)).lowercased())")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw UsageError("cannot read \(path): it is not a text file")
        }
        var properties: [Property] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix("!") { continue }
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
                throw UsageError("\(path):\(index + 1): expected key=value, not '\(line)'")
            }
            let assignment = Assignment(
                key: line[..<equals].trimmingCharacters(in: .whitespaces),
                value: line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces))
            properties.append(Property(assignment: assignment, place: "\(path):\(index + 1)"))
        }
        return properties
    }
}

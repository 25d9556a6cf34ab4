// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Names say what a thing is.
struct NamingTests {
    /// Words that say nothing, as parts of the names of files, folders and types.
    static let empty: Set<String> = [
        "Utilities", "Utility", "Utils", "Util", "Helpers", "Helper", "Misc", "Miscellaneous",
        "Common", "New", "Old", "Stuff",
    ]

    /// The words of a name in camel case.
    static func words(_ name: String) -> [String] {
        name.matches(of: /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/).map { String($0.output) }
    }

    @Test func `files, folders and types have names that say something`() {
        let declaration = /\b(?:struct|class|enum|protocol|actor|typealias) (\w+)/
        for file in SourceFile.written {
            let declared = file.code.flatMap { line in
                line.matches(of: declaration).map { String($0.output.1) }
            }
            let parts = file.path.split(separator: "/").map(String.init) + declared
            for word in parts.flatMap({ Self.words($0) }) where Self.empty.contains(word) {
                Issue.record("\(file.path): '\(word)' says nothing")
            }
        }
    }

    /// A file of one type carries its name, a facet adds to it after a plus; a family of types
    /// may have a plural, or the beginning that their names share.
    @Test func `a file is named for its type`() {
        let declaration = /^(?:@?\w+ )*(?:struct|class|enum|protocol|actor|extension) ([\w.]+)/
        for file in SourceFile.sources {
            let stem = String(file.name.prefix { $0 != "+" })
            let types = file.code.flatMap { line in
                line.firstMatch(of: declaration)?.output.1.split(separator: ".") ?? []
            }
            // A file of values is named for its subject, a file of an API begins with its key.
            let isNumbered = stem.contains(/^\d\d_/)
            guard !types.isEmpty, !isNumbered else { continue }
            let isFamily = types.count > 1 && stem.hasSuffix("s")
            #expect(
                isFamily || types.contains { $0.hasPrefix(stem) },
                "\(file.path) declares and extends \(types)")
        }
    }

    @Test func `every file begins with its licence`() {
        for file in SourceFile.all {
            let line =
                file.path == "Package.swift" ? file.lines.dropFirst().first : file.lines.first
            #expect(line == "// SPDX-License-Identifier: Apache-2.0", "\(file.path)")
        }
        for suffix in [".c", ".h"] {
            for place in PackageRoot.files(below: "Sources", suffix: suffix) {
                let text = try? PackageRoot.text(place)
                #expect(
                    text?.split(separator: "\n").first?.contains("SPDX-License") == true, "\(place)"
                )
            }
        }
    }
}

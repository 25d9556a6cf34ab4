// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// One Swift file of the house, with and without its comments and texts.
struct SourceFile: Sendable {
    let path: String
    let lines: [String]
    /// The same lines with comments and the insides of string literals blanked; as they are in
    /// generated files, which are long and only asked for their imports.
    let code: [String]

    /// Every Swift file below Sources and Tests, the manifest included.
    static let all: [SourceFile] = {
        let places =
            ["Package.swift"] + PackageRoot.files(below: "Sources", suffix: ".swift")
            + PackageRoot.files(below: "Tests", suffix: ".swift")
        return places.compactMap { place in
            guard let text = try? PackageRoot.text(place) else { return nil }
            return SourceFile(path: place, text: text)
        }
    }()

    /// Written by hand: the rules about size and style are for these.
    static let written = all.filter { !$0.path.contains("/Generated/") }

    /// Written by hand and part of the product.
    static let sources = written.filter { $0.path.hasPrefix("Sources/") }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard !path.contains("/Generated/") else {
            code = lines
            return
        }
        var stripper = CodeStripper(text)
        code = stripper.strip().split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// The file's name without `.swift`.
    var name: String { String((path.split(separator: "/").last ?? "").dropLast(6)) }

    /// The modules it imports.
    var imports: Set<String> {
        let pattern = /^\s*(?:@\w+ )?(?:\w+ )?import (?:(?:struct|class|enum|func|protocol) )?(\w+)/
        return Set(code.compactMap { try? pattern.firstMatch(in: $0)?.output.1 }.map(String.init))
    }

    /// Places where `pattern` matches the code, as `path:line`.
    func places(of pattern: Regex<Substring>) -> [String] {
        code.indices.filter { code[$0].contains(pattern) }.map { "\(path):\($0 + 1)" }
    }
}

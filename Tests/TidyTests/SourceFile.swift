// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// One Swift file of the house, with and without its comments and texts.
struct SourceFile: Sendable {
    let path: String
    let text: String
    let lines: [String]
    /// The same lines with comments and the insides of string literals blanked; as they are in
    /// generated files, which are long and only asked for their imports.
    let code: [String]
    /// The modules it imports.
    let imports: Set<String>

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
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard !path.contains("/Generated/") else {
            code = lines
            imports = Self.imports(of: lines.prefix(12))
            return
        }
        var stripper = CodeStripper(text)
        code = stripper.strip().split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        imports = Self.imports(of: code[...])
    }

    private static func imports(of lines: ArraySlice<String>) -> Set<String> {
        let pattern = /^\s*(?:@\w+ )?(?:\w+ )?import (?:(?:struct|class|enum|func|protocol) )?(\w+)/
        return Set(
            lines.compactMap { line in
                line.utf8.contains(UInt8(ascii: "i")) && line.contains("import ")
                    ? line.firstMatch(of: pattern).map { String($0.output.1) } : nil
            })
    }

    /// The file's name without `.swift`.
    var name: String { String((path.split(separator: "/").last ?? "").dropLast(6)) }

    /// Whether the text holds `word`: a quick look before a pattern is matched line by line.
    func mentions(_ word: String) -> Bool {
        text.withCString { strstr($0, word) } != nil
    }

    /// Places where `pattern`, of which `word` is a part, matches the code, as `path:line`.
    func places(of pattern: Regex<Substring>, with word: String) -> [String] {
        guard mentions(word) else { return [] }
        return code.indices.filter { code[$0].contains(pattern) }.map { "\(path):\($0 + 1)" }
    }
}

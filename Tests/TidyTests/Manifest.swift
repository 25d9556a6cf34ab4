// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// The targets of Package.swift, read from its text: asking SwiftPM takes seconds.
struct Manifest {
    struct Target {
        var name: String
        /// `Sources/<district>/<name>`.
        var folder: String
        var uses: Set<String>
        var isSystemLibrary: Bool

        var district: String { String(folder.split(separator: "/")[1]) }
        var files: [SourceFile] { SourceFile.all.filter { $0.path.hasPrefix("\(folder)/") } }
    }

    static let text: String = (try? PackageRoot.text("Package.swift")) ?? ""

    /// Every target below Sources.
    static let targets: [Target] = {
        let start = text.firstRange(of: "targets: [\n")?.upperBound ?? text.startIndex
        return calls(in: String(text[start...])).compactMap(target)
    }()

    static func target(named name: String) -> Target? { targets.first { $0.name == name } }

    private struct Call {
        var function: String
        var arguments: String
    }

    /// The calls that declare targets, with what stands between their parentheses.
    private static func calls(in text: String) -> [Call] {
        let declaration = /\b(library|tool|systemLibrary|target)\(/
        return text.matches(of: declaration).map { match in
            var depth = 1
            let arguments = text[match.range.upperBound...].prefix { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return depth > 0
            }
            return Call(function: String(match.output.1), arguments: String(arguments))
        }
    }

    private static func target(_ call: Call) -> Target? {
        guard let name = call.arguments.firstMatch(of: /"(\w+)"/)?.output.1 else { return nil }
        let list = call.arguments.firstMatch(of: /(?:uses|dependencies): \[([^\]]*)\]/)?.output.1
        let uses = Set((list ?? "").matches(of: /"(\w+)"/).map { String($0.output.1) })
        let folder: String
        switch call.function {
        case "library":
            let district = call.arguments.firstMatch(of: /in: "(\w+)"/)?.output.1 ?? ""
            folder = "Sources/\(district)/\(name)"
        case "tool": folder = "Sources/Tool/\(name)"
        case "systemLibrary": folder = "Sources/System/\(name)"
        default:
            let path = call.arguments.firstMatch(of: /path: "(Sources\/[\w\/]+)"/)?.output.1
            guard let path else { return nil }
            folder = String(path)
        }
        return Target(
            name: String(name), folder: folder, uses: uses,
            isSystemLibrary: call.function == "systemLibrary")
    }
}

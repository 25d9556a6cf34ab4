// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The folder of the checkout and what stands in it.
package enum PackageRoot {
    /// The checkout's folder, without a slash at its end.
    package static let path: String = {
        // Tests/TestSupport/PackageRoot.swift
        var url = URL(filePath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path(percentEncoded: false).trimmingSlash
    }()

    /// The place of `relative` in the checkout.
    package static func file(_ relative: String) -> String { "\(path)/\(relative)" }

    /// The text of `relative` in the checkout.
    package static func text(_ relative: String) throws -> String {
        try String(contentsOfFile: file(relative), encoding: .utf8)
    }

    /// Every file below `folder` whose name ends with `suffix`, as places in the checkout, sorted.
    package static func files(below folder: String, suffix: String) -> [String] {
        let walker = FileManager.default.enumerator(atPath: file(folder))
        var found: [String] = []
        while let name = walker?.nextObject() as? String {
            if name.hasSuffix(suffix) { found.append("\(folder)/\(name)") }
        }
        return found.sorted()
    }

    /// The built `assay`, which stands beside the running test bundle.
    package static func assay() throws -> String {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let binary = URL(filePath: bundle).deletingLastPathComponent()
            .appending(path: "assay").path(percentEncoded: false)
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: binary])
        }
        return binary
    }
}

extension String {
    fileprivate var trimmingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}

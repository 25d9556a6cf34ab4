// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

struct NeedsTests {
    @Test func `everything is there where everything is required`() {
        guard Need.allAreRequired else { return }
        for need in Needs.all { #expect(need.isThere, "\(need.advice)") }
    }

    @Test func `the root of the package holds its manifest`() throws {
        #expect(try PackageRoot.text("Package.swift").contains("name: \"assay\""))
    }

    @Test func `a temporary folder goes with its value`() throws {
        var path = ""
        do {
            let folder = try TemporaryDirectory()
            path = folder.path
            try folder.write("x", to: "file")
            #expect(FileManager.default.fileExists(atPath: "\(path)/file"))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

struct GeneratedFilesTests {
    @Test(.needs(Needs.protocolSchemas))
    func `generated files are what the generator writes`() async throws {
        let folder = try Needs.protocolSchemas.path()
        let generator = String(try PackageRoot.assay().dropLast("assay".count)) + "generate"
        let child = try ChildProcess(generator, ["--check", folder, PackageRoot.path])
        let status = try await child.wait(within: 60)
        #expect(status == 0, "scripts/generate writes them anew: \(child.errorText)")
    }
}

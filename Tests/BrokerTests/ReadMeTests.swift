// SPDX-License-Identifier: Apache-2.0

import Broker
import Messages
import TestSupport
import Testing

struct ReadMeTests {
    @Test
    func `the table of what is served is true`() throws {
        var request = ApiVersionsRequest()
        request.clientSoftwareName = "a"
        request.clientSoftwareVersion = "1"
        let served = try TestBroker().ask(request, version: 4).apiKeys.map { api in
            let versions =
                api.minVersion == api.maxVersion
                ? "\(api.minVersion)" : "\(api.minVersion)–\(api.maxVersion)"
            return "| \(ApiKey(api.apiKey).name) | \(api.apiKey) | \(versions) |"
        }
        let text = try PackageRoot.text("README.md")
        let head = "| API | key | versions |\n|---|--:|---|\n"
        let start = try #require(text.firstRange(of: head)?.upperBound)
        let rows = text[start...].split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { $0.hasPrefix("|") }
        #expect(rows.map(String.init) == served)
    }
}

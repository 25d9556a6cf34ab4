// SPDX-License-Identifier: Apache-2.0

import Conformance
import Testing

struct SuiteTests {
    private static let areas: Set<String> = [
        "ver", "frame", "meta", "topic", "prod", "idem", "fetch", "lo", "ole", "off", "ret", "cmp",
    ]

    @Test func `every id is unique and of the form area and slug`() {
        var seen: Set<String> = []
        let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        for item in Suite.cases {
            #expect(seen.insert(item.id).inserted, "\(item.id) stands twice")
            let parts = item.id.split(separator: "/")
            #expect(parts.count == 2 && Self.areas.contains(item.area), "\(item.id)")
            #expect(parts.last?.allSatisfy(letters.contains) == true, "\(item.id)")
        }
    }

    @Test func `every case says what it does and what it rests on`() {
        for item in Suite.cases {
            #expect(!item.title.isEmpty && !item.title.hasSuffix("."), "\(item.id)")
            #expect(item.title.count <= 100, "\(item.id): \(item.title.count) characters")
            #expect(!item.source.isEmpty, "\(item.id)")
            #expect([".", "”", ")"].contains(item.explanation.suffix(1)), "\(item.id)")
        }
    }

    @Test func `the suite covers its six areas`() {
        #expect(Suite.cases.count >= 85)
        for area in ["ver", "frame", "meta", "topic", "prod", "fetch", "lo"] {
            #expect(Suite.cases.count { $0.area == area } >= 10, "\(area)")
        }
    }
}

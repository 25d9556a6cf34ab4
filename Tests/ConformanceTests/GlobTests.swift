// SPDX-License-Identifier: Apache-2.0

import Conformance
import Testing

struct GlobTests {
    static let matches: [(String, String)] = [
        ("prod/crc-bad", "prod/crc-bad"), ("prod/*", "prod/crc-bad"), ("*", "ver/min-le-max"),
        ("*crc*", "prod/crc-bad"), ("prod/crc-???", "prod/crc-bad"), ("**", ""), ("*/*-*", "a/b-c"),
        ("topic/name-*", "topic/name-249"), ("*bad*", "topic/create-bad-config-key"),
    ]
    static let others: [(String, String)] = [
        ("prod", "prod/crc-bad"), ("prod/?", "prod/ab"), ("", "x"), ("*/x", "a/b"), ("a*b", "ac"),
        ("fetch/*", "prod/acks-1"),
    ]

    @Test(arguments: matches)
    func `a pattern takes what it describes`(pattern: String, text: String) {
        #expect(Glob(pattern).matches(text))
    }

    @Test(arguments: others)
    func `a pattern leaves the rest`(pattern: String, text: String) {
        #expect(!Glob(pattern).matches(text))
    }

    @Test func `many stars stay cheap`() {
        let pattern = String(repeating: "*a", count: 30) + "b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 400)))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Results
import TestSupport
import Testing

struct AnnotatedBytesTests {
    @Test func `fields, gaps and the caret under the culprit`() {
        let bytes = AnnotatedBytes(
            title: "reply", bytes: [0, 0, 0, 8, 1, 2, 0xFF, 0xFE, 9, 9, 0, 3],
            fields: [
                .init(0..<4, "size", "8"), .init(4..<6, "apiKey", "258"),
                .init(6..<8, "errorCode", "-2"), .init(10..<12, "count", "3"),
            ],
            culprit: 6..<8, remark: "expected NONE (0)")
        #expect(
            bytes.lines().map(\.text).joined(separator: "\n") == """
                000  00 00 00 08              size       8
                004  01 02                    apiKey     258
                006  ff fe                    errorCode  -2
                     ^^^^^                    expected NONE (0)
                008  09 09
                010  00 03                    count      3
                """)
    }

    @Test func `a long run is cut around the culprit`() {
        let bytes = AnnotatedBytes(
            title: "t", bytes: [UInt8](repeating: 0xAB, count: 4096), culprit: 2000..<2001,
            remark: "here")
        let lines = bytes.lines()
        #expect(lines.count <= AnnotatedBytes.Line.drawnMax)
        #expect(lines.first?.kind == .ellipsis)
        #expect(lines.last?.kind == .ellipsis)
        #expect(lines.contains { $0.kind == .caret && $0.text.hasSuffix("here") })
    }

    @Test func `a culprit beyond the bytes still says its remark`() {
        let bytes = AnnotatedBytes(title: "t", bytes: [1], culprit: 5..<9, remark: "missing")
        #expect(bytes.lines().last?.text.hasSuffix("missing") == true)
        let none = AnnotatedBytes(title: "t", bytes: [], culprit: 0..<4, remark: "nothing came")
        #expect(none.lines().map(\.text) == ["     ^ nothing came"])
    }

    @Test func `any ranges can be drawn`() {
        var random = SeededGenerator()
        func range() -> Range<Int> {
            let start = Int.random(in: -5...70, using: &random)
            return start..<start + Int.random(in: 0...40, using: &random)
        }
        for _ in 0..<2000 {
            let contents = random.bytes(Int.random(in: 0...64, using: &random))
            let bytes = AnnotatedBytes(
                title: "t", bytes: contents, fields: [.init(range(), "a"), .init(range(), "b")],
                culprit: Bool.random(using: &random) ? range() : nil, remark: "r")
            _ = bytes.lines()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Results
import TestSupport
import Testing

struct JSONValueTests {
    static let sample: JSONValue = [
        "z": 1, "a": [true, false, nil], "empty": [:], "none": [],
        "text": "tab\t quote\" slash\\ nul\u{0} é 🦉", "number": -1.5,
        "large": 9_007_199_254_740_993,
    ]

    @Test func `members keep their order and controls are escaped`() {
        #expect(
            Self.sample.compact == #"{"z":1,"a":[true,false,null],"empty":{},"none":[],"#
                + #""text":"tab\t quote\" slash\\ nul\u0000 é 🦉","number":-1.5,"#
                + #""large":9007199254740993}"#)
    }

    @Test func `flat values stay on one line, nested ones do not`() {
        let value: JSONValue = ["a": ["b": 1, "c": []], "d": [["e": "f"]], "g": [1, 2]]
        #expect(
            value.pretty == """
                {
                  "a": {"b": 1, "c": []},
                  "d": [
                    {"e": "f"}
                  ],
                  "g": [1, 2]
                }

                """)
    }

    @Test func `what is written is read back`() throws {
        #expect(try JSONValue(parsing: Self.sample.compact) == Self.sample)
        #expect(try JSONValue(parsing: Self.sample.pretty) == Self.sample)
    }

    @Test func `another reader agrees`() throws {
        let object = try JSONSerialization.jsonObject(with: Data(Self.sample.pretty.utf8))
        let members = try #require(object as? [String: Any])
        #expect(members["text"] as? String == "tab\t quote\" slash\\ nul\u{0} é 🦉")
        #expect(members["large"] as? Int == 9_007_199_254_740_993)
    }

    @Test func `numbers that JSON cannot hold become null`() {
        #expect(JSONValue.number(.nan).compact == "null")
        #expect(JSONValue.number(.infinity).compact == "null")
        #expect(JSONValue.number(1e-300).compact == "1e-300")
    }

    @Test func `escapes and surrogates are read`() throws {
        #expect(try JSONValue(parsing: #""\u00e9\ud83e\udd89\ud83eX\/""#) == "é🦉\u{FFFD}X/")
        #expect(try JSONValue(parsing: " [1 , 2.5e1,-0 ]\n") == [1, 25.0, 0])
        #expect(try JSONValue(parsing: "99999999999999999999") == .number(1e20))
    }

    static let wrong = [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "-", "+1", ".5", "1e", "nul", "\"a",
        "\"\\x\"", "\"\\u12g4\"", "\"\\u+123\"", "[1] 2", "\"\u{1}\"", "{a:1}", "'a'", "NaN",
        "\"\\", String(repeating: "[", count: 1000),
    ]

    @Test(arguments: wrong)
    func `what is not JSON is a typed error`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test func `damaged text never traps`() {
        var random = SeededGenerator()
        let bytes = Array(Self.sample.pretty.utf8)
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = random.bytes(1)[0]
            }
            _ = try? JSONValue(parsing: String(decoding: damaged, as: UTF8.self))
        }
    }
}

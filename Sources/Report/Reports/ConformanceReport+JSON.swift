// SPDX-License-Identifier: Apache-2.0

import Bytes
package import Results

extension ConformanceReport {
    /// The document `assay.conform/1`.
    package var json: JSONValue {
        let counts = totals.map { total in
            JSONValue.Member(total.verdict.rawValue, .integer(Int64(total.count)))
        }
        return manifest.document(
            "assay.conform/1",
            [
                JSONValue.Member(
                    "subject",
                    [
                        "bootstrap": .string(subject.bootstrap),
                        "software": .string(subject.software),
                        "release": .string(subject.release),
                    ]),
                JSONValue.Member("totals", .object(counts)),
                JSONValue.Member("cases", .array(cases.map(\.json))),
            ])
    }
}

extension CaseResult {
    var json: JSONValue {
        var members = [
            JSONValue.Member("id", .string(id)),
            JSONValue.Member("title", .string(title)),
            JSONValue.Member("level", .string(level.rawValue)),
            JSONValue.Member("basis", .string(basis.rawValue)),
            JSONValue.Member("source", .string(source)),
            JSONValue.Member("profile", .string(profile)),
            JSONValue.Member("area", .string(area)),
            JSONValue.Member("verdict", .string(verdict.rawValue)),
            JSONValue.Member("reason", .string(reason)),
            JSONValue.Member("millis", .number((millis * 1000).rounded() / 1000)),
        ]
        if let expected {
            members.append(JSONValue.Member("expected", .string(expected.rawValue)))
        }
        if !evidence.isEmpty {
            members.append(JSONValue.Member("evidence", .array(evidence.blocks.map(\.json))))
        }
        return .object(members)
    }
}

extension Evidence.Block {
    /// Bytes beyond this are counted, not carried.
    private static let carriedBytesMax = 4096

    fileprivate var json: JSONValue {
        switch self {
        case .text(let lines):
            return ["kind": "text", "lines": .array(lines.map { .string($0) })]
        case .bytes(let bytes):
            var members = [
                JSONValue.Member("kind", "bytes"),
                JSONValue.Member("title", .string(bytes.title)),
                JSONValue.Member("size", .integer(Int64(bytes.bytes.count))),
                JSONValue.Member(
                    "hex", .string(Hex.encode(bytes.bytes.prefix(Self.carriedBytesMax)))),
                JSONValue.Member("fields", .array(bytes.fields.map(\.json))),
            ]
            if let culprit = bytes.culprit {
                members.append(
                    JSONValue.Member(
                        "culprit",
                        [
                            "from": .integer(Int64(culprit.lowerBound)),
                            "to": .integer(Int64(culprit.upperBound)),
                            "remark": .string(bytes.remark),
                        ]))
            }
            return .object(members)
        }
    }
}

extension AnnotatedBytes.Field {
    fileprivate var json: JSONValue {
        [
            "from": .integer(Int64(range.lowerBound)), "to": .integer(Int64(range.upperBound)),
            "name": .string(name), "value": .string(value),
        ]
    }
}

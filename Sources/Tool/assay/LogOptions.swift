// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation
import LogInspector

/// What the commands below `log` share.
enum LogOptions {
    static let paths = Operand(
        "PATH", .path, count: .atLeastOne,
        help: "log directories, partitions' folders, or files")
    static let unpackLimit = Option(
        "unpack-limit", "MIB", .integer(1...2047),
        help: "unpack no batch to more than MIB (default 128)")
    static let lowPriority = Flag(
        "low-priority", help: "read only while the disk is idle, for machines that serve")

    /// The partitions below `paths`; paths without any log are a mistake told in one line.
    static func folders(of paths: [String]) throws -> [PartitionFolder] {
        let folders = try InspectionTarget.partitions(of: paths)
        let holdsLog = folders.contains {
            !$0.segments.isEmpty || $0.isWhole && $0.partition != nil
        }
        guard holdsLog else {
            throw UsageError(
                "no log is at \(paths.joined(separator: ", ")), only other files; PATH is a log"
                    + " directory, a partition's folder or a segment's file, named by its offset")
        }
        return folders
    }

    static func unpackBytesMax(_ invocation: Invocation) -> Int {
        invocation[unpackLimit, default: 128] << 20
    }
}

extension ValueParser where Value == ClosedRange<Int64> {
    /// `A..B`, `A..`, `..B` or one number, both ends included.
    static var offsetRange: Self {
        ValueParser(expects: "offsets such as 100..200, 100.. or ..200") { text in
            range(of: text) { Int64($0) }
        }
    }

    static func range(
        of text: String, _ number: (Substring) -> Int64?
    ) -> ClosedRange<Int64>? {
        guard let dots = text.range(of: "..") else {
            return number(Substring(text)).map { $0...$0 }
        }
        let low = text[..<dots.lowerBound]
        let high = text[dots.upperBound...]
        guard let from = low.isEmpty ? 0 : number(low),
            let to = high.isEmpty ? .max : number(high), from <= to,
            !(low.isEmpty && high.isEmpty)
        else { return nil }
        return from...to
    }
}

extension ValueParser where Value == Int64 {
    /// A moment: milliseconds since 1970, or RFC 3339 such as `2026-01-31T12:00:00Z`.
    static var moment: Self {
        ValueParser(expects: "milliseconds since 1970, or a time such as 2026-01-31T12:00:00Z") {
            text in
            if let millis = Int64(text) { return millis }
            let styles = [
                Date.ISO8601FormatStyle(includingFractionalSeconds: false),
                Date.ISO8601FormatStyle(includingFractionalSeconds: true),
            ]
            for style in styles {
                if let date = try? style.parse(text) {
                    return Int64((date.timeIntervalSince1970 * 1000).rounded())
                }
            }
            return nil
        }
    }

    /// A whole number of at least zero.
    static var identifier: Self {
        ValueParser(expects: "a whole number of at least 0") { text in
            Int64(text).flatMap { $0 >= 0 ? $0 : nil }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The outcome a response reports; unknown numbers survive.
package struct ErrorCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int16

    package init(rawValue: Int16) { self.rawValue = rawValue }
    package init(_ rawValue: Int16) { self.rawValue = rawValue }

    /// Kafka's name, as `NOT_LEADER_OR_FOLLOWER`; `ERROR_<number>` for one nobody knows.
    package var name: String { entry?.name ?? "ERROR_\(rawValue)" }

    /// Whether Kafka's clients try again after it.
    package var isRetriable: Bool { entry?.isRetriable ?? false }

    /// Whether one of the reference releases knows it.
    package var isKnown: Bool { entry != nil }

    /// The code that Kafka calls `name`.
    package init?(named name: String) {
        guard let entry = Self.table.first(where: { $0.name == name }) else { return nil }
        self = entry.code
    }

    /// Every code of the reference releases, ascending.
    package static var allKnown: [ErrorCode] { table.map(\.code) }

    /// Whether `release` knows it.
    package func exists(in release: KafkaRelease) -> Bool {
        guard let entry else { return false }
        return release == .v4_4_0 || !entry.isNewIn4
    }

    /// One line of the generated table.
    struct Entry: Sendable {
        let code: ErrorCode
        let name: String
        let isRetriable: Bool
        let isNewIn4: Bool
    }

    /// Codes are consecutive, so a code's line is at its distance from the first.
    private var entry: Entry? {
        guard let first = Self.table.first else { return nil }
        let index = Int(rawValue) - Int(first.code.rawValue)
        return Self.table.indices.contains(index) ? Self.table[index] : nil
    }

    static func line(
        _ code: Int16, _ name: String, retriable: Bool = false, isNewIn4: Bool = false
    ) -> Entry {
        Entry(code: ErrorCode(code), name: name, isRetriable: retriable, isNewIn4: isNewIn4)
    }
}

extension ErrorCode: CustomStringConvertible {
    package var description: String { "\(name) (\(rawValue))" }
}

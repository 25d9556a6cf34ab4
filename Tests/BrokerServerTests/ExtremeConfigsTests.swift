// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Client
import Messages
import Testing

/// No value that a config may have ends the broker.
struct ExtremeConfigsTests {
    /// The greatest and the least numbers, and the least of those configs that have another.
    private static let values: [Int64] = [
        .max, Int64(Int32.max), 1 << 20, 1024, 14, 4, 1, 0, -1, Int64(Int32.min), .min,
    ]

    private static func numbers(of table: ConfigTable) -> [ConfigDefinition] {
        table.definitions.filter { [.int, .long].contains($0.type) }
    }

    /// Writes and reads; what is refused is answered too.
    private func use(_ connection: Connection, _ what: String) async throws {
        let produced = try await connection.roundTrip(
            ServedBroker.produce([ByteSlice(utf8: what)], to: "t"), version: 9
        ).message
        #expect(produced.responses.count == 1)
        let fetched = try await connection.roundTrip(
            ServedBroker.fetch("t", at: 0), version: 12
        ).message
        #expect(fetched.responses.count == 1)
    }

    @Test func `each of a topic's`() async throws {
        try await ServedBroker.run { broker in
            let connection = try await broker.connect(creating: "t")
            var greatest: [String: String?] = [:]
            for definition in Self.numbers(of: .topic) {
                var accepted = 0
                for value in Self.values {
                    let change = [definition.name: String(value)]
                    guard try await connection.change(change, of: "t") == 0 else { continue }
                    accepted += 1
                    if accepted == 1 { greatest[definition.name] = String(value) }
                    try await use(connection, "\(definition.name)=\(value)")
                }
                #expect(accepted > 1, "\(definition.name)")
                try await connection.change([definition.name: nil], of: "t")
            }
            #expect(try await connection.change(greatest, of: "t") == 0)
            try await use(connection, "all")
        }
    }

    @Test func `each of a broker's`() async throws {
        var properties: [String: String] = [:]
        for definition in Self.numbers(of: .broker) where definition.name != "node.id" {
            let greatest = Self.values.first {
                (try? BrokerConfig(properties: [definition.name: String($0)])) != nil
            }
            properties[definition.name] = greatest.map { String($0) }
        }
        properties["num.partitions"] = "1"
        properties["log.cleanup.policy"] = "compact,delete"
        properties["log.cleaner.min.compaction.lag.ms"] = "0"
        try await ServedBroker.run(properties) { broker in
            let connection = try await broker.connect(creating: "t")
            try await use(connection, "all")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
package import Records
package import Results

/// Reads what Kafka itself keeps in records: groups and offsets, transactions, share groups and
/// cluster metadata.
package enum RecordDecoder: String, Sendable, CaseIterable {
    case none
    /// `__consumer_offsets`.
    case offsets
    /// `__transaction_state`.
    case transactions
    /// `__share_group_state`.
    case share
    /// `__cluster_metadata`, and its snapshots.
    case metadata

    /// The one for a topic's records.
    package init(topic: String?) {
        switch topic {
        case "__consumer_offsets": self = .offsets
        case "__transaction_state": self = .transactions
        case "__share_group_state": self = .share
        case "__cluster_metadata": self = .metadata
        default: self = .none
        }
    }

    /// What key and value say.
    package struct Reading: Sendable {
        package var key: JSONValue?
        package var value: JSONValue?
    }

    /// The key and value of a record as JSON; nil where they cannot be read so.
    package func read(_ record: Record) -> Reading {
        switch self {
        case .none: return Reading()
        case .metadata: return Reading(value: record.value.flatMap { Self.metadata($0) })
        case .offsets, .transactions, .share: break
        }
        guard let key = record.key, let names = coordinatorNames(key) else { return Reading() }
        var reading = Reading()
        reading.key = Self.versioned(key, named: names.key, numberName: "type", version: 0)
        reading.value = record.value.flatMap {
            Self.versioned($0, named: names.value, numberName: "version", version: nil)
        }
        return reading
    }

    /// The schemas of the key and the value, by the number that begins the key.
    private func coordinatorNames(_ key: ByteSlice) -> (key: String, value: String)? {
        var reader = ByteReader(key)
        guard let number = try? reader.readInt16(), let name = Self.keyNames[self]?[number] else {
            return nil
        }
        return (name, String(name.dropLast(3)) + "Value")
    }

    private static let keyNames: [RecordDecoder: [Int16: String]] = {
        var names: [RecordDecoder: [Int16: String]] = [:]
        for message in MessageCatalogue.all where message.fieldTable.kind == .coordinatorKey {
            guard let number = message.fieldTable.apiKey else { continue }
            let decoder: RecordDecoder =
                switch message.name {
                case "TransactionLogKey": .transactions
                case "ShareSnapshotKey", "ShareUpdateKey": .share
                default: .offsets
                }
            names[decoder, default: [:]][number] = message.name
        }
        return names
    }()

    private static let metadataTypes: [Int16: any Message.Type] = {
        var types: [Int16: any Message.Type] = [:]
        for message in MessageCatalogue.all where message.fieldTable.kind == .metadata {
            // Tiered storage keeps records of its own, with numbers of their own.
            if message.name.hasPrefix("Remote") { continue }
            if let number = message.fieldTable.apiKey { types[number] = message }
        }
        return types
    }()

    /// Bytes that begin with a number of 16 bits: `{"type": "1", "data": {…}}`.
    ///
    /// A key's number is its type and its layout that of `version`; a value's is its version.
    private static func versioned(
        _ bytes: ByteSlice, named name: String, numberName: String, version: Int16?
    ) -> JSONValue? {
        var reader = ByteReader(bytes)
        guard let type = MessageCatalogue.named(name), let number = try? reader.readInt16(),
            var data = decode(type, bytes.dropFirst(2), version: version ?? number)
        else { return nil }
        if name == "GroupMetadataValue" { data = ClassicMembers.unfold(data) }
        return [numberName: .string("\(number)"), "data": data]
    }

    /// A record of the metadata log: frame version, type and version as varints, then the record.
    private static func metadata(_ bytes: ByteSlice) -> JSONValue? {
        var reader = ByteReader(bytes)
        guard let frame = try? reader.readUnsignedVarint(), frame == 1,
            let number = try? reader.readUnsignedVarint(),
            let version = try? reader.readUnsignedVarint(), version <= 0x7FFF,
            let type = metadataTypes[Int16(truncatingIfNeeded: number)],
            let data = decode(
                type, bytes.dropFirst(reader.position),
                version: Int16(truncatingIfNeeded: version))
        else { return nil }
        return [
            "type": .string(upperSnake(type.name)), "version": .integer(Int64(version)),
            "data": data,
        ]
    }

    static func decode<Value: Message>(
        _ type: Value.Type, _ bytes: ByteSlice, version: Int16
    ) -> JSONValue? {
        guard let message = try? Value.decode(bytes, version: version) else { return nil }
        return JSONValue(MessageJSON(message, version: version))
    }

    /// `FeatureLevelRecord` as `FEATURE_LEVEL_RECORD`.
    private static func upperSnake(_ name: String) -> String {
        var text = ""
        for character in name {
            if character.isUppercase && !text.isEmpty { text += "_" }
            text += character.uppercased()
        }
        return text
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Results

/// The members of a classic group: their subscription and assignment are bytes of the consumer
/// protocol, shown as what they say.
enum ClassicMembers {
    /// The value of a group with its members' bytes read.
    ///
    /// The converters wrote those bytes as base64; bytes that are no consumer protocol stay so.
    static func unfold(_ group: JSONValue) -> JSONValue {
        guard case .object(let fields) = group, group["protocolType"]?.string == "consumer" else {
            return group
        }
        return .object(
            fields.map { field in
                guard field.name == "members", case .array(let members) = field.value else {
                    return field
                }
                return JSONValue.Member("members", .array(members.map(member)))
            })
    }

    private static func member(_ member: JSONValue) -> JSONValue {
        guard case .object(let fields) = member else { return member }
        return .object(
            fields.map { field in
                let type: (any Message.Type)? =
                    switch field.name {
                    case "subscription": ConsumerProtocolSubscription.self
                    case "assignment": ConsumerProtocolAssignment.self
                    default: nil
                    }
                guard let type, let text = field.value.string, let bytes = Base64.decode(text),
                    let value = read(type, ByteSlice(bytes))
                else { return field }
                return JSONValue.Member(field.name, value)
            })
    }

    private static func read(_ type: any Message.Type, _ bytes: ByteSlice) -> JSONValue? {
        var reader = ByteReader(bytes)
        guard let version = try? reader.readInt16() else { return nil }
        return RecordDecoder.decode(
            type, bytes.dropFirst(2), version: min(version, type.validVersions.upperBound))
    }
}

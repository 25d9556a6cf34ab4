// SPDX-License-Identifier: Apache-2.0

import Messages
import Results

extension JSONValue {
    /// A message as Kafka's converters write it, as a value of a result document.
    init(_ message: MessageJSON) {
        switch message {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .number(value)
        case .text(let value): self = .string(value)
        case .array(let values): self = .array(values.map { JSONValue($0) })
        case .object(let members):
            self = .object(members.map { Member($0.name, JSONValue($0.value)) })
        }
    }
}

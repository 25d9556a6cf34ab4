// SPDX-License-Identifier: Apache-2.0

import Messages

/// One step of IncrementalAlterConfigs (KIP-339).
struct ConfigChange {
    /// `AlterConfigOp.OpType`.
    enum Operation: Int8 {
        case set = 0
        case delete = 1
        case append = 2
        case subtract = 3
    }

    let name: String
    let operation: Operation
    /// Empty for `delete`.
    let value: String

    /// Applies the change to what is set; a list that is not set is changed from its default.
    func apply(
        to values: inout [String: String], definition: ConfigDefinition?
    ) throws(Refusal) {
        switch operation {
        case .set: values[name] = value
        case .delete: values[name] = nil
        case .append:
            var list = try self.list(values, definition, "appended to")
            var there = Set(list)
            for word in ConfigText.list(value) where there.insert(word).inserted {
                list.append(word)
            }
            values[name] = list.joined(separator: ",")
        case .subtract:
            let words = Set(ConfigText.list(value))
            let list = try self.list(values, definition, "subtracted from")
            values[name] = list.filter { !words.contains($0) }.joined(separator: ",")
        }
    }

    private func list(
        _ values: [String: String], _ definition: ConfigDefinition?, _ verb: String
    ) throws(Refusal) -> [String] {
        guard let definition, definition.type == .list else {
            throw Refusal(.invalidConfig, "\(name) is no list that can be \(verb)")
        }
        return ConfigText.list(values[name] ?? definition.defaultValue ?? "")
    }
}

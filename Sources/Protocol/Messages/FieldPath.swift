// SPDX-License-Identifier: Apache-2.0

/// Where a field stands in a message, as `topics[0].partitions[1].records`.
package struct FieldPath: Hashable, Sendable {
    private enum Step: Hashable {
        case name(String)
        case index(Int)
    }

    private var steps: [Step] = []

    package init() {}

    /// How many structs and arrays are around it.
    package var depth: Int { steps.count }

    mutating func enter(_ name: String) { steps.append(.name(name)) }
    mutating func enter(_ index: Int) { steps.append(.index(index)) }
    mutating func leave() { steps.removeLast() }
}

extension FieldPath: CustomStringConvertible {
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .name(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}

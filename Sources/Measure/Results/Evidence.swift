// SPDX-License-Identifier: Apache-2.0

/// What was seen, in the order in which to show it.
package struct Evidence: Hashable, Sendable {
    package enum Block: Hashable, Sendable {
        /// Lines of text, shown as they are.
        case text([String])
        case bytes(AnnotatedBytes)
    }

    package var blocks: [Block]

    package init(_ blocks: [Block] = []) {
        self.blocks = blocks
    }

    package var isEmpty: Bool { blocks.isEmpty }

    /// Appends a line of text, to the text before it when that is the last block.
    package mutating func note(_ line: String) {
        if case .text(let lines)? = blocks.last {
            blocks[blocks.count - 1] = .text(lines + [line])
        } else {
            blocks.append(.text([line]))
        }
    }

    /// Appends bytes.
    package mutating func show(_ bytes: AnnotatedBytes) {
        blocks.append(.bytes(bytes))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytes
import Results

/// Evidence as lines for people.
enum EvidenceText {
    static func lines(of evidence: Evidence, style: TextStyle) -> [String] {
        evidence.blocks.flatMap { block -> [String] in
            switch block {
            case .text(let lines):
                return lines.flatMap { $0.split(separator: "\n").map { PlainText.visible($0) } }
            case .bytes(let bytes):
                let title = "\(bytes.title) (\(Quantity.text(bytes.bytes.count, "byte")))"
                return [style.paint(PlainText.visible(title), .strong)]
                    + bytes.lines().map { draw($0, style) }
            }
        }
    }

    private static func draw(_ line: AnnotatedBytes.Line, _ style: TextStyle) -> String {
        let text = PlainText.visible(line.text)
        switch line.kind {
        case .bytes: return text
        case .caret: return style.paint(text, .bad)
        case .ellipsis: return style.paint(text, .faint)
        }
    }
}

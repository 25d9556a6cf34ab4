// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whether and how text for people is coloured.
package enum TextStyle: Sendable {
    case plain
    case coloured

    /// What a stretch of text is, not what it looks like.
    enum Role {
        case good, bad, doubtful, faint, strong
    }

    /// Coloured on a terminal, unless the user says no.
    package static func standardOutput(noColor: Bool) -> TextStyle {
        noColor || isatty(STDOUT_FILENO) == 0 ? .plain : .coloured
    }

    func paint(_ text: String, _ role: Role) -> String {
        guard self == .coloured else { return text }
        let code =
            switch role {
            case .good: "32"
            case .bad: "1;31"
            case .doubtful: "33"
            case .faint: "2"
            case .strong: "1"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

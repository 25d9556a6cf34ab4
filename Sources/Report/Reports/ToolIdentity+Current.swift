// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Results

extension ToolIdentity {
    /// The version of this source tree; CHANGELOG.md says what each brought.
    package static let currentVersion = "0.1.0"

    /// The running binary: its version, and the commit that `scripts/assay` left beside it.
    package static let current = ToolIdentity(
        version: currentVersion, commit: commit(besides: executable))

    /// The path of the running binary, links resolved.
    package static var executable: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return "" }
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The commit named in the file `<binary>.commit`; `unknown` without it.
    package static func commit(besides binary: String) -> String {
        let text = SystemFile.text("\(binary).commit", limit: 100)
        let word = text?.prefix { !$0.isWhitespace } ?? ""
        return word.isEmpty ? "unknown" : String(word)
    }

    /// `0.1.0 (commit 0123456789ab)`.
    package var text: String { "\(version) (commit \(commit))" }
}

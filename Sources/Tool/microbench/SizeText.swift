// SPDX-License-Identifier: Apache-2.0

/// Byte counts as people say them.
enum SizeText {
    static func of(_ bytes: Int) -> String {
        if bytes >= 1 << 20, bytes.isMultiple(of: 1 << 20) { return "\(bytes >> 20) MiB" }
        if bytes >= 1024, bytes.isMultiple(of: 1024) { return "\(bytes >> 10) KiB" }
        return "\(bytes) B"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Sizes for people, in powers of 1024.
package enum ByteCount {
    /// `17 B`, `1.5 KiB`, `3.2 GiB`.
    package static func text(_ bytes: Int64) -> String {
        var value = Double(bytes)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1024 { return text(value, unit) }
            value /= 1024
        }
        return text(value, "TiB")
    }

    private static func text(_ value: Double, _ unit: String) -> String {
        if unit == "B" || value >= 100 { return "\(Int(value.rounded())) \(unit)" }
        return "\((value * 10).rounded() / 10) \(unit)"
    }
}

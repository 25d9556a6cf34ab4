// SPDX-License-Identifier: Apache-2.0

import Arguments

/// Options that every command which reports something has.
enum ReportingOptions {
    static let json = Option(
        "json", "FILE", .path,
        help: "write the machine-readable result to FILE; - is standard output")
    static let quiet = Flag("quiet", help: "print neither progress nor a report")
    static let noColor = Flag("no-color", help: "print without colours, also on a terminal")
    static let seed = Option(
        "seed", "N", .seed, help: "seed of everything random; the result names it")

    static let group = OptionGroup("Result and output", [json, quiet, noColor, seed])
}

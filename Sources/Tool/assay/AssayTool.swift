// SPDX-License-Identifier: Apache-2.0

@main
struct AssayTool {
    static func main() {}
}

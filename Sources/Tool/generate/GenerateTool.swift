// SPDX-License-Identifier: Apache-2.0

@main
struct GenerateTool {
    static func main() {}
}

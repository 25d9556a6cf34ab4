// SPDX-License-Identifier: Apache-2.0

/// Options that the help shows together under a title.
package struct OptionGroup: Sendable {
    package let title: String
    package let options: [any OptionDeclaration]

    package init(_ title: String, _ options: [any OptionDeclaration]) {
        self.title = title
        self.options = options
    }
}

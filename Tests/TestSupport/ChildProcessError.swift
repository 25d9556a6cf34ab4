// SPDX-License-Identifier: Apache-2.0

/// A child that did not do what a test waited for, with what it last said.
package struct ChildProcessError: Error, CustomStringConvertible {
    package let description: String

    init(_ problem: String, of child: ChildProcess) {
        description = """
            process \(child.pid): \(problem)
            standard output: \(child.outputText.suffix(2000))
            standard error: \(child.errorText.suffix(2000))
            """
    }
}

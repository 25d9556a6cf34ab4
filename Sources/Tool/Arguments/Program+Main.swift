// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Program {
    /// Does what the arguments ask for, and returns the exit status.
    package func main(_ arguments: [String]) async -> Int32 {
        switch evaluate(arguments) {
        case .show(let text):
            return Self.write(text, to: STDOUT_FILENO) ? 0 : 1
        case .mistake(let line):
            _ = Self.write(line + "\n", to: STDERR_FILENO)
            return 1
        case .run(let command, let invocation):
            guard let body = command.body else { return 1 }
            do {
                return try await body(invocation)
            } catch {
                let title = ([name] + invocation.path).joined(separator: " ")
                _ = Self.write("\(title): \(error)\n", to: STDERR_FILENO)
                return (error as? CommandError)?.status ?? 1
            }
        }
    }

    /// Writes all of `text`, whatever the buffering of the C library; false when nobody reads.
    package static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let base = rest.baseAddress, !rest.isEmpty {
                let written = Glibc.write(descriptor, base, rest.count)
                if written > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }
}

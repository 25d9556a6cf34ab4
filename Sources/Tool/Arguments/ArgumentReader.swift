// SPDX-License-Identifier: Apache-2.0

/// Reads the arguments of one command against its declarations.
struct ArgumentReader {
    let command: Command
    private let specs: [String: OptionSpec]
    private let shorts: [Character: OptionSpec]
    private var rest: ArraySlice<String>
    private var invocation: Invocation
    private var words: [String] = []

    init(_ command: Command, arguments: ArraySlice<String>, invocation: Invocation) {
        self.command = command
        self.invocation = invocation
        rest = arguments
        let options = command.options
        specs = Dictionary(options.map { ($0.name, $0) }) { first, _ in first }
        shorts = Dictionary(
            options.compactMap { spec in spec.short.map { ($0, spec) } }
        ) { first, _ in first }
    }

    /// Everything the arguments ask for, or what is wrong with them.
    mutating func read() throws(UsageError) -> Invocation {
        while let argument = rest.popFirst() {
            if argument == "--" {
                words += rest
                rest = []
            } else if argument.hasPrefix("--") {
                try readLong(argument.dropFirst(2))
            } else if argument.hasPrefix("-"), argument.count > 1 {
                try readShort(argument)
            } else {
                words.append(argument)
            }
        }
        try assignOperands()
        return invocation
    }

    private mutating func readLong(_ text: Substring) throws(UsageError) {
        let equals = text.firstIndex(of: "=")
        let name = String(text[..<(equals ?? text.endIndex)])
        guard let spec = specs[name] else {
            let names = specs.keys.sorted() + ["help"]
            let meant = Spelling.closest(to: name, in: names)
            throw UsageError(
                "unknown option --\(name)" + (meant.map { "; did you mean --\($0)?" } ?? ""))
        }
        try take(spec, attached: equals.map { String(text[text.index(after: $0)...]) })
    }

    private mutating func readShort(_ argument: String) throws(UsageError) {
        let letter = argument[argument.index(after: argument.startIndex)]
        guard let spec = shorts[letter] else {
            throw UsageError("unknown option \(argument)")
        }
        let tail = argument.dropFirst(2)
        if spec.form == .flag, !tail.isEmpty {
            throw UsageError("-\(letter) takes no value, and '\(argument)' holds more")
        }
        try take(spec, attached: tail.isEmpty ? nil : String(tail))
    }

    private mutating func take(_ spec: OptionSpec, attached: String?) throws(UsageError) {
        if !spec.repeats, invocation.options[spec.name] != nil {
            throw UsageError("\(spec.dashed) is given twice")
        }
        let text = try text(of: spec, attached: attached)
        guard let value = spec.parse(text) else {
            let meant = Spelling.closest(to: text ?? "", in: spec.choices)
            throw UsageError(
                "\(spec.dashed) expects \(spec.expects), not '\(text ?? "")'"
                    + (meant.map { "; did you mean \($0)?" } ?? ""))
        }
        invocation.options[spec.name, default: []].append(value)
    }

    private mutating func text(
        of spec: OptionSpec, attached: String?
    ) throws(UsageError) -> String? {
        switch spec.form {
        case .flag:
            if let attached {
                throw UsageError("\(spec.dashed) takes no value, and '\(attached)' was given")
            }
            return nil
        case .optionalValue:
            return attached
        case .value:
            if let attached { return attached }
            // The name of another option is a forgotten value, not a value.
            if let next = rest.first, !isOption(next) {
                rest.removeFirst()
                return next
            }
            throw UsageError("\(spec.dashed) needs a value: \(spec.dashed) \(spec.placeholder)")
        }
    }

    private func isOption(_ argument: String) -> Bool {
        guard argument.hasPrefix("--") else { return false }
        let name = argument.dropFirst(2).prefix { $0 != "=" }
        return name.isEmpty || name == "help" || specs[String(name)] != nil
    }

    private mutating func assignOperands() throws(UsageError) {
        var words = words[...]
        for operand in command.operands.map(\.spec) {
            let taken: ArraySlice<String>
            switch operand.count {
            case .one, .optional: taken = words.prefix(1)
            case .any, .atLeastOne: taken = words
            }
            words = words.dropFirst(taken.count)
            if taken.isEmpty {
                switch operand.count {
                case .one, .atLeastOne: throw UsageError("\(operand.name) is missing")
                case .optional, .any: continue
                }
            }
            var values: [any Sendable] = []
            for word in taken {
                guard let value = operand.parse(word) else {
                    throw UsageError("\(operand.name) expects \(operand.expects), not '\(word)'")
                }
                values.append(value)
            }
            invocation.operands[operand.name] = values
        }
        if let word = words.first { throw UsageError("unexpected argument '\(word)'") }
    }
}

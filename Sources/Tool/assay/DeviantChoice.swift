// SPDX-License-Identifier: Apache-2.0

import Arguments
import BrokerServer
import Deviants
import Glibc
import Results

/// What `--deviant` asks `serve` for.
enum DeviantChoice {
    /// The wrapping of the deviant called `id`; none for nil.
    static func wrapping(_ id: String?) throws(UsageError) -> BrokerWrapping {
        guard let id else { return .none }
        if let deviant = DeviantCatalogue.deviant(id) { return deviant.wrapping }
        let meant = Spelling.closest(to: id, in: DeviantCatalogue.all.map(\.id))
        throw UsageError(
            "no deviant is called '\(id)'; "
                + (meant.map { "did you mean \($0)?" } ?? "--deviant list names them all"))
    }

    /// Prints every deviant with what it does.
    static func list() -> Int32 {
        let lines = DeviantCatalogue.all.map { "\($0.id)\n    \($0.rule): it \($0.breach)\n" }
        let isWritten = Program.write(lines.joined(), to: STDOUT_FILENO)
        return (isWritten ? ExitCode.good : .toolError).rawValue
    }
}

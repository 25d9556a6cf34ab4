// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The committed files that a generation is written to or compared with.
struct Output {
    private let folder: URL
    private let conflictsFile: URL

    init(repository: URL) {
        folder = repository.appending(path: "Sources/Protocol/Messages/Generated")
        conflictsFile = repository.appending(path: "Fixtures/messages/conflicts.txt")
    }

    /// Writes what changed and removes what is no longer generated.
    func write(_ generation: Generation) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: conflictsFile.deletingLastPathComponent(), withIntermediateDirectories: true)
        for (file, text) in wanted(generation) where try read(file) != text {
            try Data(text.utf8).write(to: file)
        }
        for name in try existing() where generation.files[name] == nil {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    /// The names of files that writing would change.
    func differences(from generation: Generation) throws -> [String] {
        let changed = try wanted(generation).filter { try read($0.file) != $0.text }
            .map(\.file.lastPathComponent)
        return (changed + (try existing()).filter { generation.files[$0] == nil }).sorted()
    }

    private func wanted(_ generation: Generation) -> [(file: URL, text: String)] {
        let head = """
            # Versions that Kafka \(Generation.newer) and \(Generation.older) lay out differently.
            # The generated messages follow the newer release (+); what the older one had is
            # marked -.

            """
        let conflicts = head + generation.conflicts.map { $0 + "\n" }.joined()
        return generation.files.map { (folder.appending(path: $0.key), $0.value) }
            + [(conflictsFile, conflicts)]
    }

    private func read(_ file: URL) throws -> String? {
        FileManager.default.fileExists(atPath: file.path)
            ? try String(contentsOf: file, encoding: .utf8) : nil
    }

    private func existing() throws -> [String] {
        FileManager.default.fileExists(atPath: folder.path)
            ? try FileManager.default.contentsOfDirectory(atPath: folder.path) : []
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Results

extension RunManifest {
    /// What every document begins with: its schema, the tool and the manifest.
    package func document(_ schema: String, _ members: [JSONValue.Member]) -> JSONValue {
        .object(
            [
                JSONValue.Member("schema", .string(schema)),
                JSONValue.Member(
                    "tool", ["version": .string(tool.version), "commit": .string(tool.commit)]),
                JSONValue.Member("manifest", json),
            ] + members)
    }

    private var json: JSONValue {
        [
            "environment": [
                "cpu": .string(environment.cpu),
                "cores": .integer(Int64(environment.cores)),
                "memoryBytes": .integer(Int64(environment.memoryBytes)),
                "kernel": .string(environment.kernel),
                "operatingSystem": .string(environment.operatingSystem),
                "architecture": .string(environment.architecture),
            ],
            "commandLine": .array(commandLine.map { .string($0) }),
            "seed": .integer(Int64(clamping: seed)),
            "startedAt": .string(startedAt),
            "endedAt": .string(endedAt),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

import Arguments
import Broker
import BrokerServer
import Glibc
import Results
import Transport

/// `assay serve`: the reference broker, until it is told to stop.
enum ServeCommand {
    private static let listen = Option(
        "listen", "H:P", .text,
        help: "address to listen on (default 127.0.0.1:9092); port 0 takes a free one")
    private static let data = Option(
        "data", "DIR", .path,
        help: "keep topics and logs in DIR (default: a temporary folder, removed at exit)")
    private static let set = RepeatedOption(
        "set", "KEY=VALUE", .assignment, help: "set a broker property, by its name in Kafka")
    private static let properties = Option(
        "properties", "FILE", .path, help: "read broker properties from FILE; --set wins")
    private static let ready = Option(
        "ready", "FILE", .path,
        help: "write one line of JSON to FILE when clients may come; - is standard output")
    private static let durability = Option(
        "durability", "MODE", .choice(durabilities),
        help: """
            when a write is answered: page-cache (default, as Kafka), group-commit (after a flush \
            that writes share), sync (after a flush of its own)
            """)
    private static let durabilities = ["page-cache", "group-commit", "sync"]
    private static let deviant = Option(
        "deviant", "ID", .text,
        help: "break one rule on purpose; the ID 'list' names all deviants and ends")
    private static let stdinBound = Flag(
        "stdin-bound", help: "stop when standard input ends, as when the parent is killed")

    static let command = Command(
        "serve", summary: "Run the reference broker",
        discussion: """
            One Kafka broker over real segment files. SIGTERM and SIGINT stop it cleanly. Topics \
            are created when a client first asks for them.
            """,
        options: [
            OptionGroup(
                "Options", [listen, data, durability, set, properties, ready, deviant, stdinBound])
        ],
        examples: [
            Example("assay serve", "serves 127.0.0.1:9092 until Ctrl-C, and keeps nothing"),
            Example(
                "assay serve --listen 127.0.0.1:0 --ready - --stdin-bound",
                "takes a free port and names it, for scripts"),
            Example(
                "assay serve --data /var/lib/assay --set num.partitions=6",
                "keeps its data, with six partitions for new topics"),
        ],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        if invocation[deviant] == "list" { return DeviantChoice.list() }
        let wrapping = try DeviantChoice.wrapping(invocation[deviant])
        let config = try config(invocation)
        let inert = config.inertProperties
        if !inert.isEmpty {
            _ = Program.write(
                "assay serve: without effect here: \(inert.joined(separator: ", "))\n",
                to: STDERR_FILENO)
        }
        let address = try ListenAddress(invocation[listen, default: "127.0.0.1:9092"])
        // One left over from an earlier run would announce a broker that is not there.
        if let path = invocation[ready], path != "-" { unlink(path) }
        let folder = try DataFolder(invocation[data])
        OpenFiles.allowAll()
        defer { folder.discardIfTemporary() }
        var settings = ServerSettings(
            host: address.host, port: address.port, dataDirectory: folder.path, config: config)
        settings.notice = { StandardError.note("assay serve: \($0)") }
        let broker: RunningBroker
        do {
            broker = try await RunningBroker.start(settings, wrapping: wrapping)
        } catch {
            folder.discardUnused()
            throw CommandError("\(error)", status: ExitCode.toolError.rawValue)
        }
        let path = invocation[ready]
        do {
            try await broker.untilAskedToStop(
                signals: [SIGTERM, SIGINT], orInputEnds: invocation[stdinBound]
            ) { try announce(broker, to: path) }
        } catch {
            try await broker.stop()
            throw error
        }
        try await broker.stop()
        return ExitCode.good.rawValue
    }

    /// The properties of the file, then those of `--set`.
    private static func config(_ invocation: Invocation) throws -> BrokerConfig {
        var settings: [String: String] = [:]
        var places: [String: String] = [:]
        func take(_ key: String, _ value: String, at place: String?) {
            settings[key] = value
            places[key] = place
        }
        if let path = invocation[properties] {
            for property in try PropertiesFile.read(path) {
                take(property.assignment.key, property.assignment.value, at: property.place)
            }
        }
        if let mode = invocation[durability] { take("durability", mode, at: nil) }
        for assignment in invocation[set] { take(assignment.key, assignment.value, at: nil) }
        do {
            return try BrokerConfig(properties: settings)
        } catch {
            let meant =
                error.isUnknownName
                ? Spelling.closest(to: error.name, in: ConfigTable.broker.names) : nil
            let problem =
                places[error.name].map { "\($0): \(error.name): \(error.problem)" }
                ?? error.description
            throw UsageError(problem + (meant.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    /// One line for whoever waits for the broker.
    private static func announce(_ broker: RunningBroker, to path: String?) throws {
        let port = Int64(broker.address.port)
        let line = JSONValue.object([
            .init("ready", .bool(true)),
            .init("bootstrap", .string("\(broker.address)")),
            .init(
                "nodes",
                .array([
                    .object([
                        .init("id", .integer(Int64(broker.nodeId))),
                        .init("port", .integer(port)),
                        .init("pid", .integer(Int64(getpid()))),
                    ])
                ])),
        ]).compact
        switch path {
        case "-"?: _ = Program.write(line + "\n", to: STDOUT_FILENO)
        case let path?: try ReadyFile.write(line + "\n", to: path)
        case nil:
            _ = Program.write(
                "assay serve: listening on \(broker.address), Ctrl-C stops\n", to: STDERR_FILENO)
        }
    }
}

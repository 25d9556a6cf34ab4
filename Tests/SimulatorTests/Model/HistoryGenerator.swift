// SPDX-License-Identifier: Apache-2.0

import Simulator

/// Makes a random history: command lines of a script, all of it from one tape.
struct HistoryGenerator {
    private struct Producer {
        var sequence = 0
        var epoch = 0
        /// The command of its last batch.
        var last = ""
    }

    private var tape: ChoiceTape
    private var commands: [String] = []
    private var values = 0
    private var leaderEpoch = 0
    private var offset = 0
    /// Next sequence and epoch of each producer, as the producer itself counts.
    private var producers = [Producer(), Producer(), Producer()]
    private var isCompacted = false
    private var losses = 0

    init(seed: UInt64) { tape = ChoiceTape(seed: seed) }

    /// A history of about `length` commands.
    ///
    /// `losses` of a hundred commands are power losses, beyond the few there are anyway.
    static func history(seed: UInt64, length: Int, losses: Int = 0) -> [String] {
        var generator = HistoryGenerator(seed: seed)
        generator.losses = losses
        generator.create()
        while generator.commands.count < length { generator.addCommand() }
        return generator.commands
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[tape.next(below: values.count)]
    }

    private mutating func happens(_ percent: Int) -> Bool { tape.next(below: 100) < percent }

    private mutating func create() {
        let policy = pick(["delete", "delete", "delete", "compact", "compact,delete"])
        isCompacted = policy != "delete"
        commands.append(
            "create segment.bytes=\(pick([200, 300, 500, 1000, 4000])) "
                + "index.interval.bytes=\(pick([0, 50, 150, 400])) cleanup.policy=\(policy) "
                + "retention.ms=\(pick([-1, -1, 60_000, 600_000])) "
                + "retention.bytes=\(pick([-1, -1, 400, 1500])) retention.check.ms=10000 "
                + "file.delete.delay.ms=\(pick([0, 1000, 60_000])) "
                + "preallocate=\(pick(["false", "false", "false", "true"])) "
                + "durability=\(pick(["page-cache", "page-cache", "group-commit", "sync"])) "
                + "delete.retention.ms=\(pick([0, 1000, 100_000]))")
        if happens(20) { commands.append("hw stays") }
    }

    private mutating func addCommand() {
        if losses > 0 && happens(losses) {
            return commands.append("power-loss seed=\(tape.next(below: 1 << 30))")
        }
        switch tape.next(below: 100) {
        case 0..<34: append()
        case 34..<50: appendOfProducer(transactional: false)
        case 50..<58: appendOfProducer(transactional: true)
        case 58..<64: marker()
        case 64..<70: commands.append("advance \(pick([1, 500, 9000, 40_000, 700_000]))")
        case 70..<76: commands.append("tick for=\(pick([1, 10_000, 70_000]))")
        case 76..<80: commands.append("flush")
        case 80..<83:
            commands.append("delete-records \(pick([-1, offset / 2, offset, offset - 3]))")
        case 83..<86: commands.append("truncate \(max(0, offset - tape.next(below: 6)))")
        case 86: truncateFully()
        case 87..<89: changeConfig()
        case 89..<91: commands.append("reopen")
        case 91..<94: commands.append("crash")
        case 94..<96: commands.append("power-loss seed=\(tape.next(below: 1 << 30))")
        case 96: loseDerivedFiles()
        case 97: commands.append("hw \(tape.next(below: offset + 1))")
        default: isCompacted && happens(70) ? commands.append("clean") : read()
        }
    }

    private mutating func read() {
        commands.append(
            "read \(tape.next(below: offset + 1)) bound=\(pick(["end", "hw", "stable"])) "
                + "max=\(pick([1, 150, 1000]))")
    }

    private mutating func records() -> String {
        let count = 1 + tape.next(below: 4)
        offset += count
        return (0..<count).map { _ in
            values += 1
            let key = pick(["a", "b", "c", "d"])
            return isCompacted && happens(15) ? "\(key):" : "\(key):v\(values)"
        }.joined(separator: " ")
    }

    private mutating func suffix() -> String {
        var text = ""
        if happens(5) { leaderEpoch += 1 }
        if leaderEpoch > 0 { text += " epoch=\(leaderEpoch)" }
        if happens(25) { text += " codec=\(pick(["gzip", "snappy", "lz4", "zstd"]))" }
        if happens(20) { text += " pad=\(pick([10, 60, 120]))" }
        if happens(20) { text += " step=\(pick([-7, 3]))" }
        return text
    }

    private mutating func append() { commands.append("append \(records())\(suffix())") }

    private mutating func appendOfProducer(transactional: Bool) {
        let id = transactional ? 2 : tape.next(below: 2)
        if !producers[id].last.isEmpty && happens(12) {
            return commands.append(producers[id].last)
        }
        if happens(6) {
            producers[id].epoch += 1
            producers[id].sequence = 0
        }
        let text = records()
        let count = text.split(separator: " ").count
        let sequence = happens(5) ? tape.next(below: 30) : producers[id].sequence
        let command =
            "append \(text) pid=\(id + 1) pepoch=\(producers[id].epoch) seq=\(sequence)"
            + (transactional ? " txn" : "") + suffix()
        producers[id].sequence = sequence + count
        producers[id].last = command
        commands.append(command)
    }

    private mutating func marker() {
        offset += 1
        let epoch = leaderEpoch > 0 ? " epoch=\(leaderEpoch)" : ""
        commands.append(
            "marker \(pick(["commit", "abort"])) pid=3 pepoch=\(producers[2].epoch)\(epoch)")
    }

    private mutating func truncateFully() {
        let target = pick([0, offset, offset + 5])
        commands.append("truncate-fully \(target)")
        offset = target
    }

    private mutating func changeConfig() {
        commands.append(
            pick([
                "config segment.bytes=\(pick([200, 600, 2000]))",
                "config index.interval.bytes=\(pick([0, 100, 4096]))",
                "config retention.ms=\(pick([-1, 1000, 300_000]))",
                "config retention.bytes=\(pick([-1, 0, 700]))",
                "config compression.type=\(pick(["producer", "gzip", "zstd", "uncompressed"]))",
                "config message.timestamp.type=\(pick(["CreateTime", "LogAppendTime"]))",
                "config flush.messages=\(pick([1, 5]))",
                "config segment.ms=\(pick([1, 60_000]))",
                "config segment.jitter.ms=\(pick([0, 50_000]))",
                "config segment.index.bytes=\(pick([16, 10_485_760]))",
                "config preallocate=\(pick(["false", "true"]))",
                "config file.delete.delay.ms=\(pick([0, 1000]))",
                "config flush.ms=\(pick([1, 5000, Int64.max]))",
                "config max.message.bytes=\(pick([110, 1_048_588]))",
                "config message.timestamp.before.max.ms=\(pick([0, 100_000, Int64.max]))",
                "config message.timestamp.after.max.ms=\(pick([0, 3_600_000]))",
                "config delete.retention.ms=\(pick([0, 1000, 100_000]))",
                "config min.cleanable.dirty.ratio=\(pick(["0", "0.5", "1"]))",
                "config min.compaction.lag.ms=\(pick([0, 10_000]))",
                "config max.compaction.lag.ms=\(pick([1000, Int64.max]))",
                // Without keys records can be deleted, not compacted.
                "config cleanup.policy="
                    + (isCompacted ? pick(["compact", "compact,delete"]) : "delete"),
            ]))
    }

    /// Everything that can be made anew from the batches is lost, and the process with it.
    ///
    /// Not a transaction index alone: most segments have none, so nobody can miss it (Kafka's
    /// `LogSegment.sanityCheck` asks for the offset index only).
    private mutating func loseDerivedFiles() {
        commands.append("lose \(pick([".index", ".timeindex", ".snapshot", "*"]))")
        commands.append("crash")
    }
}

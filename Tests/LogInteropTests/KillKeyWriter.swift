// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import LogContract
import Messages
import Records
import TestSupport

/// A producer of keys that come again and again, to a compacted topic of a broker that is about to
/// be killed.
struct KillKeyWriter: Sendable {
    static let topic = "compacted"
    private static let keys = 12

    private var random: SeededGenerator
    private var nextNumber = 0
    /// The latest number of each key that was acknowledged.
    private var promised: [String: Int] = [:]
    /// Numbers sent after that.
    private var unanswered: [String: [Int]] = [:]
    /// Behind the last acknowledged record.
    private(set) var acknowledgedEnd: Int64 = 0
    private(set) var refusals: [String] = []
    private(set) var answers = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Writes until the connection breaks.
    mutating func write(over connection: Connection) async {
        while true {
            let burst = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                nextNumber += 1
                return ("k\(Int.random(in: 0..<Self.keys, using: &random))", nextNumber)
            }
            for (key, number) in burst { unanswered[key, default: []].append(number) }
            let replies = burst.map { connection.start(Self.request($0, $1), version: 9) }
            for ((key, number), pending) in zip(burst, replies) {
                guard let answer = try? await pending.reply().message,
                    let partition = answer.responses.first?.partitionResponses.first
                else { return }
                answers += 1
                guard partition.errorCode == 0 else {
                    refusals.append("\(key): \(ErrorCode(partition.errorCode).name)")
                    continue
                }
                promised[key] = number
                unanswered[key]?.removeAll { $0 <= number }
                acknowledgedEnd = max(acknowledgedEnd, partition.baseOffset + 1)
            }
        }
    }

    /// What is wrong with what a reader ends up with, key by key.
    func mistakes(in latest: [String: Int]) -> [String] {
        Set(promised.keys).union(unanswered.keys).sorted().compactMap { key in
            let sent = unanswered[key] ?? []
            guard let found = latest[key] else {
                return promised[key].map { "\(key) is gone, \($0) was promised" }
            }
            if found == promised[key] || sent.contains(found) { return nil }
            return "\(key) is \(found), \(promised[key] ?? 0) was promised, \(sent) sent since"
        }
    }

    /// After a kill what was not answered is there or is not, for good.
    mutating func settle(_ latest: [String: Int]) {
        promised = latest
        unanswered = [:]
    }

    private static func request(_ key: String, _ number: Int) -> ProduceRequest {
        let batch = RecordBatchBuilder([
            Record(key: key, value: "\(number)", timestamp: WallClock.millis)
        ])
        var data = ProduceRequest.PartitionProduceData()
        data.records = try? batch.build()
        var entry = ProduceRequest.TopicProduceData()
        entry.name = topic
        entry.partitionData = [data]
        var request = ProduceRequest()
        request.acks = number % 2 == 0 ? -1 : 1
        request.timeoutMs = 10_000
        request.topicData = [entry]
        return request
    }
}

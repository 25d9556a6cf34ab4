// SPDX-License-Identifier: Apache-2.0

import Client
import LogContract
import Messages
import TestSupport

/// Deletes records at the head of a log of a broker that is about to be killed.
struct KillTrimmer: Sendable {
    static let topic = "trimmed"

    private var random: SeededGenerator
    /// The greatest start that was asked for.
    private(set) var asked: Int64 = 0
    private var reached: Int64 = 0
    private(set) var answers = 0
    private(set) var refusals: [String] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Moves the start up, a little at a time, until the connection breaks.
    mutating func trim(over connection: Connection) async {
        while true {
            let offset = reached + Int64.random(in: 1...40, using: &random)
            asked = max(asked, offset)
            var partition = DeleteRecordsRequest.DeleteRecordsPartition()
            partition.offset = offset
            var topic = DeleteRecordsRequest.DeleteRecordsTopic()
            topic.name = Self.topic
            topic.partitions = [partition]
            var request = DeleteRecordsRequest()
            request.topics = [topic]
            request.timeoutMs = 10_000
            guard let answer = try? await connection.roundTrip(request, version: 2).message,
                let result = answer.topics.first?.partitions.first
            else { return }
            answers += 1
            switch ErrorCode(result.errorCode) {
            case .none:
                if result.lowWatermark < offset {
                    refusals.append("start \(result.lowWatermark) after \(offset) was asked for")
                }
                reached = result.lowWatermark
            // The writer is not there yet.
            case .offsetOutOfRange: break
            case let code: refusals.append("delete to \(offset): \(code.name)")
            }
        }
    }

    /// The start may be lower after a kill: a checkpoint tells of it, and comes later.
    mutating func settle(start: Int64) { reached = start }
}

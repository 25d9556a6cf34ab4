// SPDX-License-Identifier: Apache-2.0

import Client
import Messages
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct KafkaClientTests {
    private func options(ready: Duration = .seconds(30)) -> ClientOptions {
        var options = ClientOptions()
        options.retryPause = .milliseconds(1)
        options.readyTimeout = ready
        options.connectTimeout = .seconds(2)
        return options
    }

    @Test func `a topic that appears later is waited for`() async throws {
        let broker = try await FakeBroker.minimal(appearsAfter: 3)
        let client = KafkaClient(bootstrap: [broker.address], options: options())
        let leader = try await client.leader(of: "fresh", 0)
        #expect(leader.address == broker.address)
        #expect(try await client.controller() === leader)
        await client.close()
    }

    @Test func `a topic that never appears is an error with its last code`() async throws {
        let broker = try await FakeBroker.minimal(appearsAfter: .max)
        let client = KafkaClient(
            bootstrap: [broker.address], options: options(ready: .milliseconds(300)))
        await #expect(
            throws: ClientError.notReady(
                what: "a leader of missing-0",
                lastError: ErrorCode.unknownTopicOrPartition.rawValue,
                after: .milliseconds(300))
        ) {
            try await client.leader(of: "missing", 0)
        }
    }

    @Test func `a moved leader is followed`() async throws {
        let broker = try await FakeBroker.minimal()
        let client = KafkaClient(bootstrap: [broker.address], options: options())
        let counter = Counter()
        let answer = try await client.onLeader(of: "t", 0) { _ in
            let attempt = counter.next()
            return (attempt < 3 ? ErrorCode.notLeaderOrFollower : .none, attempt)
        }
        #expect(answer == 3)
    }

    @Test func `an advertised address nobody can reach is named`() async throws {
        let broker = try await FakeBroker.minimal(
            advertised: Address(host: "broker.invalid", port: 9092))
        let client = KafkaClient(bootstrap: [broker.address], options: options())
        await #expect {
            try await client.reachAllBrokers()
        } throws: { error in
            guard case ClientError.advertisedUnreachable(7, _, _) = error else { return false }
            return "\(error)".contains("broker 7 advertises broker.invalid:9092")
        }
    }

    @Test func `the second bootstrap address serves when the first is gone`() async throws {
        let broker = try await FakeBroker.minimal()
        let gone = Address(host: "gone.invalid", port: 1)
        let client = KafkaClient(bootstrap: [gone, broker.address], options: options())
        #expect(try await client.versionRange(.metadata) == 0...9)
        let nobody = KafkaClient(bootstrap: [gone], options: options())
        await #expect(throws: ClientError.self) { try await nobody.bootstrapBroker() }
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

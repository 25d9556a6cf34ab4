// SPDX-License-Identifier: Apache-2.0

import Client
import Conformance
import Messages
import Results
import TestSupport
import Testing

/// The suite tells the truth about the broker it was made from.
@Suite(.serialized, .needs(Needs.kafka))
struct KafkaConformanceTests {
    /// Pauses that cases wait for, and the one before the first round.
    private static let housekeeping = [
        "log.retention.check.interval.ms", "log.cleaner.backoff.ms", "log.initial.task.delay.ms",
        "producer.id.expiration.check.interval.ms",
    ]

    @Test(arguments: Kafka.releases)
    func `Kafka passes every MUST, and nothing goes wrong in the suite`(
        release: String
    ) async throws {
        let kafka = try await Kafka(
            release: release,
            arguments: ["--control"]
                + Self.housekeeping.flatMap { ["--set", "\($0)=200"] })
        let address = try Address(kafka.bootstrap)
        let survey = try await WireProbe.survey(
            of: [address], options: ConnectionOptions(), release: nil)
        #expect(survey.release == Release(release))
        var selection = Selection()
        selection.tier = .standard
        var plan = RunPlan()
        plan.restart = { kafka.control(["kill 1", "start 1"]) }
        let runner = SuiteRunner(
            subject: WireProbe(settings: SessionSettings(bootstrap: [address], survey: survey)),
            plan: plan)
        let results = await runner.run(selection.pick(from: Suite.cases))
        #expect(await runner.cleanUp() == nil)
        for result in results {
            #expect(
                !result.countsAgainst && result.verdict != .harnessError
                    && result.verdict != .inconclusive,
                "\(result.id): \(result.verdict.rawValue), \(result.reason)")
            #expect(result.verdict == .pass || !result.reason.isEmpty, "\(result.id)")
        }
        try await topicsGo(at: address, survey: survey)
        try await kafka.stop()
    }

    /// Kafka forgets deleted topics a little later than it says so.
    private func topicsGo(at address: Address, survey: Survey) async throws {
        let session = Session(
            settings: SessionSettings(bootstrap: [address], survey: survey), prefix: "", uses: [])
        defer { session.closeAll() }
        let _: Bool = try await session.eventually("no topic left behind", within: .seconds(20)) {
            let reply = try await session.metadata(of: nil)
            let left = reply.message.topics.compactMap(\.name).filter { $0.hasPrefix("assay-") }
            return left.isEmpty ? true : nil
        }
    }
}

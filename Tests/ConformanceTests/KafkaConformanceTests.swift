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
    @Test(arguments: Kafka.releases)
    func `Kafka passes every MUST, and nothing goes wrong in the suite`(
        release: String
    ) async throws {
        let kafka = try await Kafka(release: release)
        let address = try Address(kafka.bootstrap)
        let survey = try await WireProbe.survey(
            of: [address], options: ConnectionOptions(), release: nil)
        #expect(survey.release == Release(release))
        var selection = Selection()
        selection.tier = .quick
        let runner = SuiteRunner(
            subject: WireProbe(settings: SessionSettings(bootstrap: [address], survey: survey)),
            plan: RunPlan())
        let results = await runner.run(selection.pick(from: Suite.cases))
        #expect(await runner.cleanUp() == nil)
        for result in results {
            #expect(
                !result.countsAgainst && result.verdict != .harnessError
                    && result.verdict != .inconclusive,
                "\(result.id): \(result.verdict.rawValue), \(result.reason)")
            #expect(result.verdict == .pass || !result.reason.isEmpty, "\(result.id)")
        }
        let left = try await topics(at: address, settings: survey)
        #expect(left.filter { $0.hasPrefix("assay-") }.isEmpty, "topics left behind")
        try await kafka.stop()
    }

    private func topics(at address: Address, settings survey: Survey) async throws -> [String] {
        let session = Session(
            settings: SessionSettings(bootstrap: [address], survey: survey), prefix: "", uses: [])
        defer { session.closeAll() }
        let reply = try await session.metadata(of: nil)
        return reply.message.topics.compactMap(\.name)
    }
}

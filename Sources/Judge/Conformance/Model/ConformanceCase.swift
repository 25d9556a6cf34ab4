// SPDX-License-Identifier: Apache-2.0

package import Results

/// One question to a broker: what is said about it, and the short closure that asks it.
///
///     ConformanceCase(
///         "prod/crc-bad", .must, .safety,
///         "A batch whose CRC does not cover its bytes is refused and leaves no trace",
///         source: "Record batch v2: the CRC covers attributes to the end of the batch",
///         explain: "Flips one bit of a value; expects CORRUPT_MESSAGE and an empty log.",
///         uses: [.produce, .listOffsets], .negative
///     ) { session, expect in
///         let topic = try await session.createTopic()
///         let reply = try await session.produce(session.batch("v").flippingBit(at: -1), to: topic)
///         try expect.error(reply.error, is: .corruptMessage)
///     }
package struct ConformanceCase: Sendable {
    /// What a case does: arrange, act, judge.
    ///
    /// An unmet expectation is thrown by `Expect`.
    package typealias Body = @Sendable (Session, Expect) async throws -> Void

    /// `area/slug`, never renumbered nor reused.
    package let id: String
    package let level: Level
    package let basis: Basis
    /// The rule in one sentence, without a full stop.
    package let title: String
    /// The document and place, or the class or test of Kafka, the rule comes from.
    package let source: String
    /// What is sent and what must be observed, for `--explain`.
    package let explanation: String
    /// The releases of Apache Kafka the rule speaks about.
    package let releases: ReleaseRange
    package let profile: Profile
    package let tier: Tier
    /// APIs and the versions of them that the body can speak.
    package let uses: [ApiUse]
    package let traits: Set<CaseTrait>
    /// How long the body may take on an idle machine.
    package let deadline: Duration
    package let body: Body

    package init(
        _ id: String, _ level: Level, _ basis: Basis, _ title: String, source: String,
        explain explanation: String, uses: [ApiUse] = [], releases: ReleaseRange = .all,
        profile: Profile = .core, tier: Tier = .quick, deadline: Duration = .seconds(15),
        _ traits: CaseTrait..., body: @escaping Body
    ) {
        self.id = id
        self.level = level
        self.basis = basis
        self.title = title
        self.source = source
        self.explanation = explanation
        self.uses = uses
        self.releases = releases
        self.profile = profile
        self.tier = tier
        self.deadline = deadline
        self.traits = Set(traits)
        self.body = body
    }

    /// The part of the id before the slash.
    package var area: String { String(id.prefix { $0 != "/" }) }

    /// The case as `--list` shows it.
    package var entry: CatalogueEntry {
        CatalogueEntry(
            id: id, title: title, level: level, basis: basis, source: source,
            releaseFrom: releases.from?.description, releaseTo: releases.to?.description,
            profile: profile.rawValue, tier: tier,
            needs: uses.map(\.description) + traits.compactMap(\.need).sorted())
    }

    /// A result of this case that holds nothing but a verdict and its reason.
    package func result(
        _ verdict: Verdict, _ reason: String, millis: Double = 0, evidence: Evidence = Evidence()
    ) -> CaseResult {
        CaseResult(
            id: id, title: title, level: level, basis: basis, source: source,
            profile: profile.rawValue, verdict: verdict, reason: reason, millis: millis,
            evidence: evidence)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Conformance
import Results

/// Cases that talk to nobody.
enum Sample {
    static func passing(
        _ id: String, level: Level = .must, profile: Profile = .core, tier: Tier = .quick
    ) -> ConformanceCase {
        ConformanceCase(
            id, level, .documented, "Something holds", source: "nowhere", explain: "Nothing.",
            profile: profile, tier: tier
        ) { _, _ in }
    }

    static func with(
        _ id: String = "area/slug", level: Level = .must, uses: [ApiUse] = [],
        releases: ReleaseRange = .all, deadline: Duration = .seconds(5),
        trait: CaseTrait? = nil, body: @escaping ConformanceCase.Body
    ) -> ConformanceCase {
        let make = { (traits: [CaseTrait]) in
            switch traits.first {
            case nil:
                ConformanceCase(
                    id, level, .observed, "Something holds", source: "nowhere",
                    explain: "Nothing.", uses: uses, releases: releases, deadline: deadline,
                    body: body)
            case let trait?:
                ConformanceCase(
                    id, level, .observed, "Something holds", source: "nowhere",
                    explain: "Nothing.", uses: uses, releases: releases, deadline: deadline, trait,
                    body: body)
            }
        }
        return make(trait.map { [$0] } ?? [])
    }
}

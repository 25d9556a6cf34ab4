// SPDX-License-Identifier: Apache-2.0

import Conformance
import Deviants
import Results
import Testing

/// What the list of broken brokers promises.
struct DeviantCatalogueTests {
    @Test func `every id is a slug of its own`() {
        let ids = DeviantCatalogue.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(id)") }
        #expect(DeviantCatalogue.deviant(ids[0])?.id == ids[0])
        #expect(DeviantCatalogue.deviant("no-such-thing") == nil)
    }

    @Test func `every rule and breach is one sentence`() {
        for deviant in DeviantCatalogue.all {
            for text in [deviant.rule, deviant.breach] {
                #expect(!text.isEmpty && !text.hasSuffix("."), "\(deviant.id): \(text)")
            }
        }
    }

    @Test func `every intended case is in the suite`() {
        let ids = Set(Suite.cases.map(\.id))
        for deviant in DeviantCatalogue.all {
            #expect(!deviant.intended.isEmpty, "\(deviant.id)")
            #expect(Set(deviant.intended).subtracting(ids) == [], "\(deviant.id)")
        }
    }

    @Test func `there are deviants in every area`() {
        let areas = Set(DeviantCatalogue.all.flatMap(\.intended).map { $0.prefix { $0 != "/" } })
        let wanted: Set<Substring> = [
            "ver", "frame", "meta", "topic", "prod", "idem", "fetch", "lo", "ole", "off", "ret",
            "cmp",
        ]
        #expect(wanted.subtracting(areas) == [])
        #expect(DeviantCatalogue.all.count >= 24)
    }

    @Test func `every MUST is claimed by a deviant`() {
        let claimed = Set(DeviantCatalogue.all.flatMap(\.intended))
        let unclaimed = Suite.cases.filter { $0.level == .must && !claimed.contains($0.id) }
        #expect(unclaimed.map(\.id) == [])
    }
}

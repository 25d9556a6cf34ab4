// SPDX-License-Identifier: Apache-2.0

import LogContract
import ReferenceLog
import TestSupport
import Testing
import Workload

@Suite(.serialized) struct LogBenchTests {
    private func rows(_ change: (inout LogBenchSettings) -> Void = { _ in }) throws
        -> [LogBenchRow]
    {
        let folder = try TemporaryDirectory()
        var settings = LogBenchSettings(directory: folder.file("log"))
        settings.batchCount = 200
        change(&settings)
        var rows: [LogBenchRow] = []
        try LogBench(settings).run { rows.append($0) }
        return rows
    }

    @Test func `every operation goes through the whole log`() throws {
        let rows = try rows()
        #expect(rows.map(\.operation) == LogOperation.allCases)
        let append = try #require(rows.first)
        #expect(append.batches == 200)
        // The counted batches and the first ones are in the log too.
        #expect(rows.last.map { $0.bytes > 1 << 20 } == true)
        for row in rows where [.read, .recover, .reopen].contains(row.operation) {
            #expect(row.batches == 464)
        }
    }

    @Test func `an append is one write, and indexes little beside it`() throws {
        let row = try #require(try rows().first)
        #expect(row.disk.syncs == 0)
        #expect(row.disk.writes >= 200 && row.disk.writes < 210)
        let amplification = try #require(row.writeAmplification)
        #expect(amplification >= 1 && amplification < 1.01)
    }

    @Test func `a disk that counts passes everything on`() throws {
        let folder = try TemporaryDirectory()
        let disk = CountingDisk(PosixDisk())
        let path = folder.file("x")
        do {
            let file = try disk.open(path, .create)
            try file.truncate(to: 100)
            _ = try file.read(position: 60, count: 50)
        }
        // Opening, cutting, closing; and asking twice to learn that the file ends.
        #expect(disk.counts.others == 3)
        #expect(disk.counts.reads == 2)
        try disk.setModificationMillis(of: path, to: 1_600_000_000_123)
        #expect(try disk.modificationMillis(of: path) == 1_600_000_000_123)
        #expect(try disk.size(of: path) == 100)
        #expect(disk.counts.others == 6)
    }

    @Test(arguments: [(Durability.groupCommit, 4), (.sync, 200)])
    func `flushes are counted`(mode: Durability, expected: Int) throws {
        let row = try #require(
            try rows {
                $0.durability = mode
                $0.operations = [.append]
            }.first)
        #expect(row.disk.syncs == expected)
    }

    @Test func `a plain append allocates nothing and retains nothing`() throws {
        let row = try #require(try rows { $0.operations = [.append] }.first)
        guard let objects = row.allocationsPerOperation, let retains = row.retainsPerOperation
        else { return }
        #if !DEBUG
        #expect(objects == 0)
        // Index entries are written many at a time, which is no part of most appends.
        #expect(retains < 0.1)
        #else
        #expect(objects < 100)
        #endif
    }
}

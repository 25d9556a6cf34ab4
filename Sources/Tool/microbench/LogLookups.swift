// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract

/// Look-ups in one segment of 1 GiB, against one read of 4 KiB.
enum LogLookups {
    static func measure(_ bench: Bench, _ folder: String) throws {
        let own = folder + "/lookup"
        defer { try? FileManager.default.removeItem(atPath: own) }
        let batch = try LogSubject.batch()
        let size = bench.isQuick ? 128 << 20 : 1 << 30
        let log = try ScratchLog(own)
        // One time a batch, so that times can be told apart.
        for index in 0..<(size / batch.count - 1) {
            try log.append(batch, laterByMillis: index)
        }
        let path = own + "/" + ScratchLog.partition.description + "/00000000000000000000.log"
        let descriptor = Foundation.open(path, O_RDONLY)
        defer { close(descriptor) }
        let room = ByteStorage(capacity: 4096)
        let read = Contestant(
            "pread of 4 KiB",
            once: {
                UInt64(pread(descriptor, room.base, 4096, Int(log.draw() % UInt64(size - 4096))))
            })
        let gibibyte = bench.isQuick ? "128 MiB" : "1 GiB"
        bench.compare(
            .log, "offset look-up in \(gibibyte)", ours: { log.lookUpOffsets($0) }, with: [read],
            goal: .nanos(atMost: 2000))
        bench.compare(
            .log, "time look-up in \(gibibyte)", ours: { log.lookUpTimes($0) }, with: [read],
            goal: .nanos(atMost: 20_000))
    }
}

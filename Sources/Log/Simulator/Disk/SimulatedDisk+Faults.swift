// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Synchronization

// What a test does to the disk from outside the engine.

extension SimulatedDisk {
    /// Lets something go wrong in calls to come.
    package func inject(_ fault: DiskFault) { image.withLock { $0.faults.append(fault) } }

    /// Injected faults that have not happened yet.
    package var pendingFaults: Int { image.withLock { $0.faults.count } }

    /// Those, which do not happen before they are injected again.
    package func takeFaults() -> [DiskFault] {
        image.withLock { image in
            defer { image.faults = [] }
            return image.faults
        }
    }

    /// From now on everything works.
    package func healAll() { image.withLock { $0.faults = [] } }

    /// Whether an injected crash has happened.
    package var isDown: Bool { image.withLock { $0.isDown } }

    /// Calls so far that change something: each is a place to crash before.
    package var changeCount: Int { image.withLock { $0.changeCount } }

    /// The process is gone and another begins; the page cache stays (F1).
    package func restart() { image.withLock { $0.restart() } }

    /// The power goes and comes back (F2, F3).
    package func losePower(_ loss: PowerLoss) { image.withLock { $0.losePower(loss) } }

    /// Begins a trace of the calls, without those that only read unless asked for.
    package func startTrace(withReads: Bool = false) {
        image.withLock {
            $0.trace = []
            $0.tracesReads = withReads
        }
    }

    /// The calls since the trace began or was last taken; empty while it is off.
    package func takeTrace() -> [DiskCall] {
        image.withLock { image in
            let calls = image.trace ?? []
            if image.trace != nil { image.trace = [] }
            return calls
        }
    }

    package func stopTrace() { image.withLock { $0.trace = nil } }
}

extension SimulatedDisk {
    /// Every reader finds the bits of `mask` flipped in one byte of a file (F4); the file itself
    /// is as it was.
    package func flip(_ path: String, at position: Int, mask: UInt8) throws(StorageError) {
        try change(path) { $0.flips[position] = mask }
    }

    /// What a file holds now.
    package func content(of path: String) throws(StorageError) -> [UInt8] {
        try image.withLock { (image) throws(StorageError) in
            try image.file(image.node(path) ?? -1, .read, path).content
        }
    }

    /// Gives a file other content, durable at once: what another program, or decay, did.
    package func overwrite(_ path: String, with bytes: [UInt8]) throws(StorageError) {
        if image.withLock({ $0.node(path) }) == nil {
            _ = try open(path, .create)
            let parent = path.split(separator: "/").dropLast().joined(separator: "/")
            try syncDirectory(parent)
        }
        try change(path) { $0.overwrite(with: bytes) }
    }

    /// Every file below a directory with its size, directories with nil, sorted by name.
    package func tree(_ directory: String) -> [(path: String, bytes: Int?)] {
        image.withLock { image in
            var found: [(path: String, bytes: Int?)] = []
            var waiting = [directory]
            while let path = waiting.popLast() {
                guard let node = image.node(path), let entries = image.directories[node]?.entries
                else { continue }
                for (name, child) in entries {
                    let below = path.isEmpty ? name : "\(path)/\(name)"
                    found.append((below, image.files[child]?.content.count))
                    if image.directories[child] != nil { waiting.append(below) }
                }
            }
            return found.sorted { $0.path < $1.path }
        }
    }

    private func change(
        _ path: String, _ body: (inout FileNode) -> Void
    ) throws(StorageError) {
        try image.withLock { (image) throws(StorageError) in
            guard let node = image.node(path) else {
                throw DiskImage.failure(.write, path, 2, "no such file")
            }
            var file = try image.file(node, .write, path)
            body(&file)
            image.files[node] = file
        }
    }
}

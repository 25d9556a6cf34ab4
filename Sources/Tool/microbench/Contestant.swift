// SPDX-License-Identifier: Apache-2.0

/// One way of doing a piece of work.
struct Contestant {
    let name: String
    /// Does the work so many times and returns something that depends on all of it, so that
    /// nothing of it can be left out.
    let run: (_ times: Int) -> UInt64

    init(_ name: String, _ run: @escaping (_ times: Int) -> UInt64) {
        self.name = name
        self.run = run
    }

    /// One that does its work once a call.
    init(_ name: String, once: @escaping () -> UInt64) {
        self.init(name) { times in
            var sum: UInt64 = 0
            for _ in 0..<times { sum &+= once() }
            return sum
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CUV
import Glibc

/// The socket options and habits that the rest of the module shares.
enum Socket {
    /// MSG_MORE: more follows at once, do not send a short segment yet.
    static let more = Int32(MSG_MORE)

    /// Repeats a call that a signal interrupted.
    static func retry(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    /// Small replies leave at once instead of waiting for an acknowledgement (Nagle).
    static func setNoDelay(_ descriptor: Int32) {
        set(descriptor, IPPROTO_TCP_LEVEL, TCP_NODELAY, 1 as Int32)
    }

    /// Makes `close` send a reset.
    static func setReset(_ descriptor: Int32) {
        set(descriptor, SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
    }

    /// Lets a listener take a port whose former connections still linger.
    static func setReuseAddress(_ descriptor: Int32) {
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1 as Int32)
    }

    /// The socket's error, taken off it; nil when it has none.
    static func pendingError(_ descriptor: Int32) -> Int32? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return result == 0 && code != 0 ? code : nil
    }

    /// A TCP socket for addresses of this family.
    static func make(family: Int32) throws(TransportError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type | Int32(SOCK_NONBLOCK.rawValue), 0)
        if descriptor < 0 { throw .system(call: "socket", errno: errno) }
        return descriptor
    }

    private static let IPPROTO_TCP_LEVEL = Int32(IPPROTO_TCP)

    private static func set<Value: BitwiseCopyable>(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Value
    ) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }
}

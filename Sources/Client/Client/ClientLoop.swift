// SPDX-License-Identifier: Apache-2.0

import Transport

/// The loop that client connections live on unless told otherwise: started at first use, and
/// there until the process ends.
enum ClientLoop {
    private static let started = Result { () throws(TransportError) in
        try EventLoop(name: "client")
    }

    static func shared() throws(ClientError) -> EventLoop {
        switch started {
        case .success(let loop): return loop
        case .failure: throw .stopped
        }
    }
}

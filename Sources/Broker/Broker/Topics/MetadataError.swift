// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// The broker cannot start on what it found.
package enum MetadataError: Error, CustomStringConvertible {
    case storage(StorageError)
    /// The metadata document is not one, or damaged; what is wrong, with the line.
    case damaged(String)

    package var description: String {
        switch self {
        case .storage(let error): "\(error)"
        case .damaged(let what): "the broker's metadata file is damaged: \(what)"
        }
    }
}

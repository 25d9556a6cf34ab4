// SPDX-License-Identifier: Apache-2.0

package import Messages

/// A decoded reply and the bytes it came from.
package struct Reply<Response: ResponseMessage>: Sendable {
    package let message: Response
    package let exchange: Exchange

    package init(message: Response, exchange: Exchange) {
        self.message = message
        self.exchange = exchange
    }

    package func sighting(_ path: String = "") -> Sighting {
        Sighting(exchange: exchange, path: path)
    }

    /// `value`, which was read from the field at `path`.
    package func at<Value: Sendable>(_ path: String, _ value: Value) -> Observed<Value> {
        Observed(value, at: sighting(path))
    }

    /// The error code at `path`.
    package func error(_ path: String, _ code: Int16) -> Observed<ErrorCode> {
        Observed(ErrorCode(rawValue: code), at: sighting(path))
    }

    /// The element of an array that `matches`; a reply without it ends the case as failed.
    package func only<Element: Sendable>(
        _ elements: [Element], at path: String, _ what: String,
        where matches: (Element) -> Bool = { _ in true }
    ) throws -> (index: Int, element: Element) {
        guard let index = elements.firstIndex(where: matches) else {
            throw Finding(
                what: "\(exchange) reply", expected: "to speak of \(what)",
                actual: "\(elements.count) entries in \(path), none of them", at: sighting(path))
        }
        return (index, elements[index])
    }
}

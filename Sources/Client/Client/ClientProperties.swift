// SPDX-License-Identifier: Apache-2.0

/// The settings of a Kafka client's properties file, as far as they concern this client.
///
/// The format is that of `java.util.Properties`; unknown keys are kept and ignored.
package struct ClientProperties: Hashable, Sendable {
    /// All settings; of a key that appears twice the last one counts.
    package var values: [String: String]

    /// Reads the text of a file.
    package init(parsing text: String) throws(ClientError) {
        var parser = PropertiesParser(text)
        values = try parser.parse()
    }

    /// `bootstrap.servers`, when set.
    package func bootstrap() throws(ClientError) -> [Address]? {
        guard let text = values["bootstrap.servers"], !text.isEmpty else { return nil }
        return try Address.list(text)
    }

    /// Checks that this build can do what the file asks for, and puts it into `options`.
    package func apply(to options: inout ClientOptions) throws(ClientError) {
        try requirePlaintext()
        if let clientId = values["client.id"] { options.connection.clientId = clientId }
        if let limit = try millis("request.timeout.ms") { options.requestTimeout = limit }
        if let limit = try millis("socket.connection.setup.timeout.ms") {
            options.connectTimeout = limit
        }
    }

    /// Fails on anything but an unprotected connection.
    package func requirePlaintext() throws(ClientError) {
        let limit = "this build speaks PLAINTEXT only"
        let setProtocol = values["security.protocol"] ?? "PLAINTEXT"
        if setProtocol.uppercased() != "PLAINTEXT" {
            throw .unusableProperties(
                "client.properties asks for \(setProtocol) (security.protocol): \(limit)")
        }
        let key = values.keys.filter { $0.hasPrefix("sasl.") }.min()
        if let key {
            throw .unusableProperties("client.properties asks for SASL (\(key)): \(limit)")
        }
    }

    private func millis(_ key: String) throws(ClientError) -> Duration? {
        guard let text = values[key] else { return nil }
        guard let number = Int64(text), (1...86_400_000).contains(number) else {
            throw .unusableProperties(
                "client.properties: \(key) is “\(text)”, not milliseconds from 1 to 86400000")
        }
        return .milliseconds(number)
    }
}

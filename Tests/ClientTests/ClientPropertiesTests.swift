// SPDX-License-Identifier: Apache-2.0

import Client
import Testing

struct ClientPropertiesTests {
    @Test func `the format of Java is read`() throws {
        let properties = try ClientProperties(
            parsing: """
                # a comment
                ! another
                bootstrap.servers = a:1,b:2
                client.id:me
                spaced   value with blanks
                long=one \\
                    two
                escaped\\=key=tab\\there \\u0041\\ud83d\\ude00
                empty=
                client.id=last
                """)
        #expect(
            properties.values == [
                "bootstrap.servers": "a:1,b:2", "client.id": "last",
                "spaced": "value with blanks", "long": "one two",
                "escaped=key": "tab\there A😀", "empty": "",
            ])
        #expect(try properties.bootstrap()?.map(\.port) == [1, 2])
    }

    @Test func `settings reach the options`() throws {
        var options = ClientOptions()
        let properties = try ClientProperties(
            parsing: "client.id=me\r\nrequest.timeout.ms=1500\r\nsecurity.protocol=PLAINTEXT\r\n")
        try properties.apply(to: &options)
        #expect(options.connection.clientId == "me")
        #expect(options.requestTimeout == .milliseconds(1500))
    }

    @Test(arguments: [
        "security.protocol=SASL_SSL", "security.protocol = SSL", "sasl.mechanism=PLAIN",
        "request.timeout.ms=soon", "bad=\\u12",
    ])
    func `what this build cannot do is one line`(text: String) {
        #expect {
            var options = ClientOptions()
            try ClientProperties(parsing: text).apply(to: &options)
        } throws: { error in
            guard case ClientError.unusableProperties(let line) = error else { return false }
            return line.hasPrefix("client.properties") && !line.contains("\n")
        }
    }

    @Test func `the refusal names what was asked for`() throws {
        let properties = try ClientProperties(parsing: "security.protocol=SASL_SSL")
        #expect(
            throws: ClientError.unusableProperties(
                "client.properties asks for SASL_SSL (security.protocol): "
                    + "this build speaks PLAINTEXT only")
        ) {
            try properties.requirePlaintext()
        }
    }
}

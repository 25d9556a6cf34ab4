// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Messages

/// A response that was decoded to its last byte.
package struct Reply<Response: ResponseMessage>: Sendable {
    package var message: Response
    package var header: ResponseHeader
    /// The version the body was read in; 0 for an ApiVersions response that refuses the version
    /// asked for (KIP-511).
    package var version: Int16
    /// The whole frame without its size.
    package var frame: ByteSlice

    /// Decodes a response frame (without its size) to a request of `version`.
    ///
    /// Bytes left over after the last field are an error.
    package init(decoding frame: ByteSlice, version: Int16) throws(ClientError) {
        let bodyVersion = Self.bodyVersion(of: frame, requested: version)
        do throws(DecodeError) {
            let (header, body) = try Frame.decodeResponseHeader(
                frame, apiKey: Response.apiKey, version: version)
            self.header = header
            message = try Self.body(
                body, version: bodyVersion, from: frame.count - body.count)
        } catch {
            throw .decode(
                message: Response.name, version: bodyVersion, error, frame: frame)
        }
        self.version = bodyVersion
        self.frame = frame
    }

    /// Decodes the body that begins at `start` of its frame; errors count from the frame's start.
    private static func body(
        _ body: ByteSlice, version: Int16, from start: Int
    ) throws(DecodeError) -> Response {
        do throws(DecodeError) {
            return try Response.decode(body, version: version)
        } catch {
            var located = error
            located.range =
                (error.range.lowerBound + start)..<(error.range.upperBound + start)
            throw located
        }
    }

    /// A broker that does not speak the ApiVersions version asked for answers in version 0 with
    /// UNSUPPORTED_VERSION (KIP-511), right behind the correlation id.
    private static func bodyVersion(of frame: ByteSlice, requested: Int16) -> Int16 {
        guard Response.apiKey == ApiKey.apiVersions.rawValue, frame.count >= 6 else {
            return requested
        }
        let code = Int16(frame[4]) << 8 | Int16(frame[5])
        return code == ErrorCode.unsupportedVersion.rawValue ? 0 : requested
    }
}

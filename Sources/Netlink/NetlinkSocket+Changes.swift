// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension NetlinkSocket {
    /// Does one change, or throws the kernel's refusal.
    package mutating func perform(_ request: Request) throws(NetlinkError) {
        if let failure = try perform([request])[0] { throw failure }
    }

    /// Does the changes in order and returns the refusals by index; one refusal does not stop the others.
    ///
    /// Throws only when answers are lost: then any of the changes may or may not have been done.
    package mutating func perform(_ requests: [Request]) throws(NetlinkError) -> [Int: NetlinkError] {
        try perform(requests.count) { position, buffer, sequence in
            requests[position].encode(into: &buffer, sequence: sequence)
        } text: { position in
            "\(requests[position])"
        }
    }

    /// Does as many changes, each asked for when its turn comes, so that none of them is kept. Otherwise like `perform(_:)`.
    ///
    /// - Parameters:
    ///   - encode: Appends the message for a position, or nothing when there is none.
    ///   - text: What a refused change would have done, as the command that does the same.
    package mutating func perform(
        _ count: Int, encode: (Int, inout MessageBuffer, UInt32) -> Void, text: (Int) -> String
    ) throws(NetlinkError) -> [Int: NetlinkError] {
        var failures: [Int: NetlinkError] = [:]
        try exchange(count, isFenced: true, "change the kernel's network state (\(count) requests)", encode: encode) {
            position, header, span in
            guard header.type == Wire.Message.error else { return }
            if let error = span.error(header, request: "apply '\(text(position))'") { failures[position] = error }
        }
        return failures
    }
}

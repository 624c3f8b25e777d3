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
        try perform(requests.count) { requests[$0] }
    }

    /// Does as many changes, each asked for when its turn comes, so that none of them is kept; `nil` for a position is no change. Otherwise like `perform(_:)`.
    ///
    /// - Parameter request: Is asked again for the text of a refusal.
    package mutating func perform(
        _ count: Int, _ request: (Int) -> Request?
    ) throws(NetlinkError) -> [Int: NetlinkError] {
        var failures: [Int: NetlinkError] = [:]
        try exchange(count, isFenced: true, "change the kernel's network state (\(count) requests)") {
            position, buffer, sequence in
            request(position)?.encode(into: &buffer, sequence: sequence)
        } answer: { position, header, span in
            guard header.type == Wire.Message.error else { return }
            let error = span.error(header, request: request(position).map { "apply '\($0)'" } ?? "apply nothing")
            if let error { failures[position] = error }
        }
        return failures
    }
}

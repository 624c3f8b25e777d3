// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RawSpan {
    /// The error in an NLMSG_ERROR or NLMSG_DONE message, with the kernel's text when it sent one; nil for an acknowledgement.
    func error(_ header: MessageHeader, request: @autoclosure () -> String) -> NetlinkError? {
        let payload = header.payload
        guard let code = load(Int32.self, at: payload.lowerBound, in: payload), code < 0, code != .min else {
            return nil
        }
        var text: String?
        if header.flags & Wire.Flag.acknowledgeAttributes != 0 {
            var attributes = payload.lowerBound + 4
            if header.type == Wire.Message.error {
                // The request's header follows the number, and the request itself unless it was left out.
                let length = load(UInt32.self, at: attributes, in: payload) ?? 0
                attributes += header.flags & Wire.Flag.capped != 0 ? 16 : (Int(length) + 3) & ~3
            }
            forEachAttribute(in: payload, from: attributes) { type, value in
                if type == Wire.Attribute.errorMessage { text = self.text(in: value) }
            }
        }
        return NetlinkError(errno: -code, kernelText: text, request: request())
    }
}

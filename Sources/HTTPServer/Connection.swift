// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CMicrohttpd

/// One connection of libmicrohttpd, valid from a request's first callback to its last.
///
/// Sendable: apart from `resume`, which the library allows from any thread, its functions are called only inside a
/// callback for this connection, and there is one callback at a time.
@safe struct Connection: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    /// The socket. The corresponding C function is `MHD_get_connection_info`.
    var descriptor: Int32 { unsafe chttp_descriptor(pointer) }

    /// The request's headers in their order. The corresponding C function is `MHD_get_connection_values`.
    var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        unsafe withUnsafeMutablePointer(to: &headers) {
            _ = unsafe MHD_get_connection_values(pointer, MHD_ValueKind.HEADER_KIND, appendHeader, $0)
        }
        return headers
    }

    /// Takes the connection out of the loop until `resume`. The corresponding C function is `MHD_suspend_connection`.
    func suspend() {
        unsafe MHD_suspend_connection(pointer)
    }

    /// The corresponding C function is `MHD_resume_connection`.
    func resume() {
        unsafe MHD_resume_connection(pointer)
    }

    /// Answers the request; false when the response has a header that cannot be sent.
    /// The corresponding C function is `MHD_queue_response`.
    func queue(_ response: HTTPResponse) -> Bool {
        let body = response.body
        let created = unsafe body.withUnsafeBytes { bytes in
            // The library does not write to the buffer: it copies it here.
            unsafe MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let created = unsafe created else { return false }
        defer { unsafe MHD_destroy_response(created) }
        for (name, value) in response.headers {
            guard unsafe MHD_add_response_header(created, name, value) == .YES else { return false }
        }
        return unsafe MHD_queue_response(pointer, UInt32(response.status), created) == .YES
    }
}

private func appendHeader(
    _ context: UnsafeMutableRawPointer?, _: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ value: UnsafePointer<CChar>?
) -> MHD_Result {
    if let headers = unsafe context?.assumingMemoryBound(to: [(name: String, value: String)].self),
        let name = unsafe name
    {
        unsafe headers.pointee.append((String(cString: name), value.map { unsafe String(cString: $0) } ?? ""))
    }
    return .YES
}

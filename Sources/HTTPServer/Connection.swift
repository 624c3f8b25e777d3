// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CMicrohttpd
import Glibc

/// One connection of libmicrohttpd, valid from a request's first callback to its last.
///
/// Sendable: apart from `resume`, which the library allows from any thread, and `isClosedByPeer`, its functions are called
/// only inside a callback for this connection, and there is one callback at a time.
@safe struct Connection: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    /// The socket. The corresponding C function is `MHD_get_connection_info`.
    var descriptor: Int32 { unsafe chttp_descriptor(pointer) }

    /// Whether the peer closed its socket; one that only shut its sending side waits for the answer. To be asked only while
    /// the connection is suspended: the library does not look at it then.
    var isClosedByPeer: Bool {
        var events = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&events, 1, 0) == 1 && events.revents & Int16(POLLHUP | POLLERR) != 0
    }

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
        guard let created = unsafe response.file.map({ unsafe Self.response($0) }) ?? Self.response(response.body)
        else {
            return false
        }
        defer { unsafe MHD_destroy_response(created) }
        for (name, value) in response.headers {
            guard unsafe MHD_add_response_header(created, name, value) == .YES else { return false }
        }
        return unsafe MHD_queue_response(pointer, UInt32(response.status), created) == .YES
    }

    private static func response(_ body: [UInt8]) -> OpaquePointer? {
        unsafe body.withUnsafeBytes { bytes in
            // The library does not write to the buffer: it copies it here.
            unsafe MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
    }

    /// The library closes the descriptor. The corresponding C function is `MHD_create_response_from_fd64`.
    private static func response(_ file: HTTPFile) -> OpaquePointer? {
        let descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0,
            let response = unsafe MHD_create_response_from_fd64(UInt64(status.st_size), descriptor)
        else {
            close(descriptor)
            return nil
        }
        return unsafe response
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

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPServer
package import Platform
package import TenancyAgent
import TenancyAPI
import TenancyCore

/// Brings requests from the socket to the router: who calls, what that allows, and how it is logged.
package struct HTTPBridge: Sendable {
    /// The groups that may write and read, by id; an unknown group lets nobody in.
    package struct Groups: Sendable {
        package let write: UInt32?
        package let read: UInt32?

        package init(write: UInt32?, read: UInt32?) {
            self.write = write
            self.read = read
        }
    }

    private let router: Router
    private let groups: Groups
    private let logger: Logger

    package init(router: Router, groups: Groups, logger: Logger) {
        self.router = router
        self.groups = groups
        self.logger = logger
    }

    /// Answers a request of the socket.
    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        let id = Self.requestID()
        let caller = caller(request.peer)
        let headers = Dictionary(
            request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        let answer = await router.respond(
            to: APIRequest(
                method: request.method, path: request.path, query: request.query, headers: headers, body: request.body,
                caller: caller, id: id))
        let logger = logger.with([
            "request.id": id, "request.method": request.method, "request.path": request.path, "actor": caller.name,
            "status": answer.status,
        ])
        request.method == "GET" ? logger.debug("request") : logger.info("request")
        return Self.response(answer, id: id)
    }

    /// The answer to what does not reach the router.
    package static func refusal(_ refusal: HTTPRefusal) -> HTTPResponse {
        let id = requestID()
        let problem = Problem(status: refusal.status, code: "request.refused", detail: "\(refusal)", requestID: id)
        let body = (try? JSON.encode(problem)) ?? []
        return response(APIResponse(status: refusal.status, contentType: Problem.contentType, body: body), id: id)
    }

    private static func response(_ answer: APIResponse, id: String) -> HTTPResponse {
        let retry = answer.retryAfter.map { [("Retry-After", "\($0)")] } ?? []
        return HTTPResponse(
            status: answer.status, headers: [("Content-Type", answer.contentType), ("Tenancy-Request", id)] + retry,
            body: answer.body, file: answer.copy.map { HTTPFile(path: $0.path, owner: $0) })
    }

    private func caller(_ peer: PeerCredentials) -> APIRequest.Caller {
        let name = peer.uid == 0 ? "root" : "uid:\(peer.uid)"
        let access: APIRequest.Caller.Access =
            if peer.uid == 0 || groups.write.map(peer.isMember) == true {
                .write
            } else if groups.read.map(peer.isMember) == true {
                .read
            } else {
                .none
            }
        return APIRequest.Caller(name: name, access: access)
    }

    private static func requestID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

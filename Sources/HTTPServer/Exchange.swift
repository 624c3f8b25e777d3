// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Platform
import Synchronization

/// One request and its answer, from the request line to the last byte sent.
final class Exchange: Sendable {
    /// What the library's callback is to do.
    enum Step {
        /// Read on.
        case proceed
        /// Suspend the connection and have the request handled.
        case handle(HTTPRequest)
        case answer(HTTPResponse)
        case refuse(HTTPRefusal)
    }

    private enum Phase {
        case head
        case body(Head, [UInt8])
        /// The task is missing until it has been made.
        case handling(Task<Void, Never>?)
        case answered(HTTPResponse)
    }

    private struct Head {
        let method: String
        let target: RequestTarget
        let headers: [(name: String, value: String)]
        let peer: PeerCredentials
        /// The bytes that the body may have.
        let limit: Int
    }

    let connection: Connection
    private let target: String
    private let whenResumed: @Sendable () -> Void
    private let phase = Mutex(Phase.head)

    /// - Parameters:
    ///   - target: the request target as it was on the wire.
    ///   - whenResumed: runs after a suspended connection was resumed.
    init(_ connection: Connection, target: String, whenResumed: @escaping @Sendable () -> Void) {
        self.connection = connection
        self.target = target
        self.whenResumed = whenResumed
    }

    /// The next step, in a callback: the first is for the head alone, then come parts of the body, an empty one ends it.
    func proceed(method: String, part: [UInt8], limits: HTTPLimits) -> Step {
        phase.withLock { phase in
            switch phase {
            case .head:
                do throws(HTTPRefusal) {
                    phase = .body(try head(method: method, limits: limits), [])
                    return .proceed
                } catch {
                    return .refuse(error)
                }
            case .body(let head, var body) where !part.isEmpty:
                // Without a copy for each part: the phase must not share the array while it grows.
                phase = .head
                // What is too much is read but not kept: the library takes no answer before the body's end.
                if body.count <= head.limit { body += part.prefix(head.limit + 1 - body.count) }
                phase = .body(head, body)
                return .proceed
            case .body(let head, let body):
                guard body.count <= head.limit else { return .refuse(.bodyTooLarge(limit: head.limit)) }
                phase = .handling(nil)
                return .handle(
                    HTTPRequest(
                        method: head.method, path: head.target.path, query: head.target.query, headers: head.headers,
                        body: body, peer: head.peer))
            case .handling:
                return .proceed
            case .answered(let response):
                return .answer(response)
            }
        }
    }

    /// Notes who handles the request.
    func started(_ task: Task<Void, Never>) {
        phase.withLock { phase in
            // Otherwise the task was quick and the answer is there.
            if case .handling = phase { phase = .handling(task) }
        }
    }

    /// Whether the request is being handled for a client that has gone away.
    var isDeserted: Bool {
        phase.withLock { phase in
            // The connection is suspended before there is a task; once there is an answer the library goes on with it, and may close it.
            if case .handling(.some) = phase { connection.isClosedByPeer } else { false }
        }
    }

    /// Gives the answer and resumes the connection. Only the first answer counts.
    func answer(_ response: HTTPResponse) {
        phase.withLock { phase in
            guard case .handling = phase else { return }
            phase = .answered(response)
            connection.resume()
            whenResumed()
        }
    }

    /// Ends the work on the request; its handler sees a cancelled task, and the client, if any, gets `response`.
    func abandon(with response: HTTPResponse) {
        let task = phase.withLock { phase in
            if case .handling(let task) = phase { task } else { nil as Task<Void, Never>? }
        }
        answer(response)
        task?.cancel()
    }

    private func head(method: String, limits: HTTPLimits) throws(HTTPRefusal) -> Head {
        let headers = connection.headers
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        guard let peer = try? PeerCredentials(socket: connection.descriptor) else { throw .unknownPeer }
        let target = try RequestTarget(target)
        let limit = limits.bodyException(peer, target.path) ?? limits.body
        guard length ?? 0 <= limit else { throw .bodyTooLarge(limit: limit) }
        return Head(method: method, target: target, headers: headers, peer: peer, limit: limit)
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Platform
import Synchronization

/// An HTTP/1.1 server at one listening socket, by libmicrohttpd.
///
/// One thread of the library reads and writes; handlers run as tasks, as many at a time as there are connections, while
/// their connections are taken out of the library's loop. A handler's task is cancelled when its client goes away.
package final class HTTPServer: Sendable {
    package typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse

    private struct State: ~Copyable {
        var daemon: Daemon?
        var listener: HTTPListener?
        var isStopping = false
        /// Handled requests whose answer has not been sent whole.
        var exchanges: [ObjectIdentifier: Exchange] = [:]
        var runningHandlers = 0
        var suspendedConnections = 0
        /// Whether a look at the clients of running handlers is due.
        var isWatching = false
        var waiter: (condition: @Sendable (borrowing State) -> Bool, continuation: CheckedContinuation<Void, Never>)?

        var isQuiet: Bool { exchanges.isEmpty && runningHandlers == 0 && suspendedConnections == 0 }
    }

    /// How often running handlers are asked whether their clients are still there. A watch of each socket would be two more
    /// changes of thread for each request.
    private static let watchInterval = DispatchTimeInterval.milliseconds(100)

    private let limits: HTTPLimits
    private let refusal: @Sendable (HTTPRefusal) -> HTTPResponse
    private let log: @Sendable (String) -> Void
    private let handler: Handler
    private let queue = DispatchQueue(label: "tenancy.http")
    private let state: Mutex<State>

    /// Starts to serve at once; ``stop(within:)`` must be called to end it.
    ///
    /// - Parameters:
    ///   - refusal: makes the answer to a request that does not reach the handler.
    ///   - log: is given the library's complaints, one line each, from its thread.
    ///   - handler: answers a request, on the concurrent executor.
    /// - Throws: when the library refuses the listener; its reason has been logged.
    ///
    /// The corresponding C function is `MHD_start_daemon`.
    package init(
        listener: consuming HTTPListener, limits: HTTPLimits = HTTPLimits(),
        refusal: @escaping @Sendable (HTTPRefusal) -> HTTPResponse,
        log: @escaping @Sendable (String) -> Void, handler: @escaping Handler
    ) throws(HTTPServerError) {
        self.limits = limits
        self.refusal = refusal
        self.log = log
        self.handler = handler
        let descriptor = listener.descriptor.raw
        listener.descriptor.setNonBlocking()
        state = Mutex(State(listener: listener))
        // A request may come before this is noted; nothing but `stop(within:)` needs it.
        guard let daemon = Daemon(self, listener: descriptor, limits: limits) else { throw .cannotStart }
        state.withLock { $0.daemon = daemon }
    }

    /// Stops: takes no new connections, lets running requests finish for `deadline`, then cancels their handlers and
    /// answers them with ``HTTPRefusal/stopping``, and closes everything. Only the first call does something.
    ///
    /// A handler that ignores its cancellation may outlive the call; its answer goes nowhere.
    /// The corresponding C functions are `MHD_quiesce_daemon` and `MHD_stop_daemon`.
    package func stop(within deadline: Duration) async {
        let isFirst = state.withLock { state in
            guard !state.isStopping, let daemon = state.daemon else { return false }
            state.isStopping = true
            // From here on the listener is ours to close, but not before the daemon has stopped.
            daemon.quiesce()
            return true
        }
        guard isFirst else { return }
        await wait(atMost: deadline) { $0.isQuiet }
        for exchange in state.withLock({ Array($0.exchanges.values) }) { exchange.abandon(with: refusal(.stopping)) }
        // What was just answered is sent to whoever reads.
        await wait(atMost: .seconds(1)) { $0.isQuiet }
        // The library aborts the process when it is stopped with a suspended connection.
        await wait(atMost: nil) { $0.suspendedConnections == 0 }
        await withCheckedContinuation { continuation in
            queue.async {
                self.close()
                continuation.resume()
            }
        }
    }

    private func close() {
        // Not under the lock: the library's thread runs its last callbacks before it ends.
        state.withLock { $0.daemon.take() }?.stop()
        state.withLock { $0.listener = nil }
    }

    // MARK: Waiting

    private func wait(
        atMost duration: Duration?, until condition: @escaping @Sendable (borrowing State) -> Bool
    ) async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                if condition(state) { return false }
                state.waiter = (condition, continuation)
                return true
            }
            guard mustWait else { return continuation.resume() }
            guard let duration else { return }
            queue.asyncAfter(deadline: .now() + duration.seconds) {
                self.state.withLock { state in state.waiter.take() }?.continuation.resume()
            }
        }
    }

    private func update(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            return state.waiter?.condition(state) == true ? state.waiter.take()?.continuation : nil
        }
        waiter?.resume()
    }

    // MARK: Callbacks of the library's thread

    func begin(_ connection: Connection, target: String) -> Exchange {
        Exchange(connection, target: target) { self.update { $0.suspendedConnections -= 1 } }
    }

    func proceed(_ exchange: Exchange, method: String, part: [UInt8]) -> Bool {
        switch exchange.proceed(method: method, part: part, limits: limits) {
        case .proceed: return true
        case .answer(let response): return answer(exchange, response)
        case .refuse(let reason): return answer(exchange, refusal(reason))
        case .handle(let request): return handle(request, exchange)
        }
    }

    func complete(_ exchange: Exchange) {
        update { $0.exchanges[ObjectIdentifier(exchange)] = nil }
    }

    func write(_ line: String) {
        log(line)
    }

    private func handle(_ request: HTTPRequest, _ exchange: Exchange) -> Bool {
        let mustWatch: Bool? = state.withLock { state in
            guard !state.isStopping else { return nil }
            state.exchanges[ObjectIdentifier(exchange)] = exchange
            state.runningHandlers += 1
            state.suspendedConnections += 1
            defer { state.isWatching = true }
            return !state.isWatching
        }
        guard let mustWatch else { return answer(exchange, refusal(.stopping)) }
        exchange.connection.suspend()
        // Cancelled by the exchange: when the client goes away, or when the server stops. It may block: a change is committed on its own thread.
        let task = Task(executorPreference: BlockingExecutor.shared) {
            exchange.answer(await self.handler(request))
            self.update { $0.runningHandlers -= 1 }
        }
        exchange.started(task)
        if mustWatch { watch() }
        return true
    }

    /// Ends the requests whose clients went away, again and again while there are any.
    private func watch() {
        queue.asyncAfter(deadline: .now() + Self.watchInterval) {
            let exchanges = self.state.withLock { state in
                state.isWatching = !state.exchanges.isEmpty
                return Array(state.exchanges.values)
            }
            guard !exchanges.isEmpty else { return }
            // Nobody will read the answer; it ends the exchange.
            for exchange in exchanges where exchange.isDeserted { exchange.abandon(with: HTTPResponse(status: 408)) }
            self.watch()
        }
    }

    private func answer(_ exchange: Exchange, _ response: HTTPResponse) -> Bool {
        exchange.connection.queue(response) || exchange.connection.queue(refusal(.badResponse))
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Tells when the client of a suspended connection goes away, which libmicrohttpd does not notice by itself.
///
/// It must be stopped. `whenStopped` runs when the socket is not watched any more: only then may the library go on
/// with the connection, and close it.
final class DisconnectWatch: Sendable {
    private struct State {
        var isPaused = false
        var isStopped = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    // Not marked Sendable, but libdispatch's objects may be used from any thread; `state` keeps the order of the calls.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    init(
        _ descriptor: Int32, queue: DispatchQueue, whenGone: @escaping @Sendable () -> Void,
        whenStopped: @escaping @Sendable () -> Void
    ) {
        self.descriptor = descriptor
        unsafe source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        unsafe source.setEventHandler { [unowned self] in
            if isGone { whenGone() }
            pause()
        }
        // It holds the watch until then, so that the event handler always finds it.
        unsafe source.setCancelHandler { withExtendedLifetime(self, whenStopped) }
        unsafe source.resume()
    }

    func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            unsafe source.cancel()
            // A paused source would never run its cancel handler.
            if state.isPaused { unsafe source.resume() }
        }
    }

    /// A client that sends its next request early, or nothing more, stays readable: once is enough to hear of it.
    private func pause() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isPaused = true
            unsafe source.suspend()
        }
    }

    /// Gone is a peer that closed its socket; one that only shut its sending side waits for the answer.
    private var isGone: Bool {
        var events = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&events, 1, 0) == 1 && events.revents & Int16(POLLHUP | POLLERR) != 0
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Testing

/// Each in a process of its own: a signal is the whole process's.
@Suite("Signals")
struct SignalsTests {
    @Test("signals come through the stream in order, and a broken pipe kills nobody")
    func stream() async {
        await #expect(processExitsWith: .success) {
            var signals = try Signals.stream().makeAsyncIterator()
            for (number, signal) in [
                (SIGHUP, Signal.hangUp), (SIGPIPE, nil), (SIGINT, .interrupt), (SIGTERM, .terminate),
            ] {
                kill(getpid(), number)
                if let signal {
                    let received = await signals.next()
                    #expect(received == signal)
                }
            }
        }
    }

    @Test("when the stream has ended, a signal kills again")
    func end() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let stream = try Signals.stream()
            kill(getpid(), SIGTERM)
            for await signal in stream {
                #expect(signal == .terminate)
                break
            }
            let task = Task { for await _ in stream {} }
            task.cancel()
            await task.value
            kill(getpid(), SIGTERM)
            // Another thread takes it: those of the pool have their signals blocked.
            try await Task.sleep(for: .seconds(30))
        }
    }
}

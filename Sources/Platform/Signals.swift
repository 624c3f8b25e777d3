// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CLinux
import Dispatch
import Glibc

/// A signal the daemon acts upon.
package enum Signal: Equatable, Sendable, CaseIterable {
    case terminate, interrupt, hangUp

    var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        }
    }
}

/// The signals sent to this process.
package enum Signals {
    /// SIGTERM, SIGINT and SIGHUP as they come, in order; from the first call on SIGPIPE is ignored.
    ///
    /// When the stream ends, by its consumer or its task's cancellation, the three kill the process again as they
    /// would without it. There is one stream at a time in a process. The corresponding C function is `sigaction`.
    package static func stream() throws(SystemError) -> AsyncStream<Signal> {
        let (reading, writing) = try pipe.get()
        // Not marked Sendable, but libdispatch's objects may be used from any thread; it is shared for the cancel alone.
        nonisolated(unsafe) let source = DispatchSource.makeReadSource(
            fileDescriptor: reading, queue: DispatchQueue(label: "tenancy.signals"))
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self)
        unsafe source.setEventHandler {
            var number: UInt8 = 0
            while unsafe read(reading, &number, 1) == 1 {
                if let signal = Signal.allCases.first(where: { $0.number == Int32(number) }) {
                    continuation.yield(signal)
                }
            }
        }
        continuation.onTermination = { _ in
            for caught in Signal.allCases { signal(caught.number, SIG_DFL) }
            unsafe source.cancel()
        }
        unsafe source.resume()
        signal(SIGPIPE, SIG_IGN)
        for caught in Signal.allCases {
            let error = clinux_catch_signal(caught.number, writing)
            guard error == 0 else { throw SystemError("catch signal \(caught.number)", Errno(rawValue: error)) }
        }
        return stream
    }

    /// Never closed: a handler that is running on another thread may still write to it.
    private static let pipe: Result<(reading: Int32, writing: Int32), SystemError> = {
        do throws(Errno) {
            let pipe = try Pipe()
            pipe.reading.setNonBlocking()
            pipe.writing.setNonBlocking()
            return .success((pipe.reading.release(), pipe.writing.release()))
        } catch {
            return .failure(SystemError("make a pipe for signals", error))
        }
    }()
}

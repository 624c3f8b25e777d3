// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Synchronization

/// The library's multi handle, and the thread that runs it: all transfers share its connections.
///
/// `@unchecked Sendable`: `multi` and `running` are used by the thread alone, except for `curl_multi_wakeup`, which any thread may call until `isClosed`
/// is set; the lock keeps it from being called later.
@safe final class TransferLoop: @unchecked Sendable {
    private struct Orders {
        var starts: [(id: Int, transfer: Transfer)] = []
        var cancellations: [Int] = []
        var next = 0
        var isClosed = false
    }

    private let orders = Mutex(Orders())
    private let multi: UnsafeMutableRawPointer
    private var running: [UnsafeMutableRawPointer: (id: Int, transfer: Transfer)] = unsafe [:]
    /// Those that wait until the first one has an answer: then it is known whether its connection serves them all. The library's own way to wait (PIPEWAIT) forgets
    /// some of them when it does not.
    private var held: [(id: Int, transfer: Transfer)] = []
    private var isProven = false
    /// A connection was silent: it may be dead without anybody knowing, and the library would go on using it.
    private var isSuspicious = false

    init?() {
        guard Self.isInitialized, let multi = unsafe curl_multi_init() else { return nil }
        unsafe self.multi = multi
    }

    deinit { unsafe curl_multi_cleanup(multi) }

    /// Once for the process, before any handle.
    private static let isInitialized = ccurl_global_init() == 0

    /// Names a transfer, so that it can be cancelled before it starts.
    func name() -> Int {
        orders.withLock { orders in
            orders.next += 1
            return orders.next
        }
    }

    func start(_ transfer: Transfer, as id: Int) {
        let isClosed = orders.withLock { orders in
            if !orders.isClosed { orders.starts.append((id, transfer)) }
            wake(orders)
            return orders.isClosed
        }
        if isClosed { transfer.completion(.failure(.cancelled)) }
    }

    func cancel(_ id: Int) {
        orders.withLock { orders in
            orders.cancellations.append(id)
            wake(orders)
        }
    }

    /// Ends the thread; whatever runs is cancelled.
    func close() {
        orders.withLock { orders in
            wake(orders)
            orders.isClosed = true
        }
    }

    private func wake(_ orders: Orders) {
        if !orders.isClosed { unsafe curl_multi_wakeup(multi) }
    }

    // MARK: On the thread

    /// Runs until ``close()``.
    func run() {
        ccurl_block_sigpipe()
        while true {
            let (starts, cancellations, isClosed) = orders.withLock { orders in
                defer { (orders.starts, orders.cancellations) = ([], []) }
                return (orders.starts, orders.cancellations, orders.isClosed)
            }
            held += starts
            for id in cancellations { end(where: { $0.id == id }) { _ in .cancelled } }
            if isClosed { break }
            release()
            var count: Int32 = 0
            unsafe curl_multi_perform(multi, &count)
            collect()
            let now = ContinuousClock.now
            end(where: { $0.transfer.deadline <= now }) { transfer in
                (isSuspicious, isProven) = (true, false)
                return transfer.overdue
            }
            // What has become possible is begun before the wait.
            if canRelease { continue }
            unsafe curl_multi_poll(multi, nil, 0, timeout(from: .now), nil)
        }
        end(where: { _ in true }) { _ in .cancelled }
    }

    /// Whether those that are held may begin: the first one alone, the others when it has an answer.
    private var canRelease: Bool {
        guard !held.isEmpty else { return false }
        return unsafe isProven || running.isEmpty || running.values.contains { $0.transfer.isAnswered }
    }

    private func release() {
        while canRelease {
            if unsafe !running.isEmpty { isProven = true }
            let (id, transfer) = held.removeFirst()
            begin(transfer, id)
        }
    }

    private func begin(_ transfer: Transfer, _ id: Int) {
        guard let handle = unsafe transfer.open(fresh: isSuspicious) else {
            return transfer.completion(.failure(.invalid("the request or a certificate of it is malformed")))
        }
        unsafe running[handle] = (id, transfer)
        guard unsafe curl_multi_add_handle(multi, handle) == CURLM_OK else {
            unsafe running[handle] = nil
            return transfer.completion(.failure(.invalid("too many requests")))
        }
    }

    private func collect() {
        var result: Int32 = 0
        while let handle = unsafe ccurl_next(multi, &result) {
            guard let (_, transfer) = unsafe running.removeValue(forKey: handle) else { continue }
            unsafe curl_multi_remove_handle(multi, handle)
            if transfer.isAnswered { (isSuspicious, isProven) = (false, true) }
            if result == 0 {
                transfer.finishHead()
                transfer.completion(.success(transfer.head))
            } else {
                transfer.completion(.failure(transfer.error(CURLcode(rawValue: UInt32(result)))))
            }
        }
    }

    private func end(
        where isMeant: ((id: Int, transfer: Transfer)) -> Bool, _ error: (Transfer) -> HTTPClientError
    ) {
        for entry in held where isMeant(entry) { entry.transfer.completion(.failure(error(entry.transfer))) }
        held.removeAll(where: isMeant)
        for unsafe(handle, entry) in unsafe running where isMeant(entry) {
            unsafe running[handle] = nil
            unsafe curl_multi_remove_handle(multi, handle)
            entry.transfer.completion(.failure(error(entry.transfer)))
        }
    }

    /// Milliseconds to the next deadline; the library's own timers and any order end the wait earlier.
    private func timeout(from now: ContinuousClock.Instant) -> Int32 {
        let waiting = unsafe running.values.map(\.transfer.deadline) + held.map(\.transfer.deadline)
        guard let next = waiting.min() else { return 3_600_000 }
        return Int32(clamping: Int((next - now) / .milliseconds(1)) + 1)
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CNetlink
private import Glibc
private import Synchronization

/// Runs an actor's jobs on a thread of its own, for calls that block: the pool of Swift's own threads has as many as the machine has cores.
///
/// The thread can start in a new network namespace; sockets it opens and processes it starts then belong to that namespace.
package final class ThreadExecutor: SerialExecutor {
    private let queue = JobQueue()

    /// Starts the thread. Throws when there is no thread to be had, or when the new namespace is refused (it needs CAP_SYS_ADMIN).
    ///
    /// The corresponding C functions are `pthread_create` and `unshare`.
    package init(inNewNetworkNamespace: Bool = false) throws(NetlinkError) {
        let start = ThreadStart(queue: queue, unshares: inNewNetworkNamespace)
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, runThread, Unmanaged.passRetained(start).toOpaque())
        guard code == 0 else {
            unsafe Unmanaged.passUnretained(start).release()
            throw NetlinkError(errno: code, request: "start a thread")
        }
        pthread_detach(thread)
        let refusal = start.awaitReadiness()
        guard refusal == 0 else { throw NetlinkError(errno: refusal, request: "unshare --net") }
    }

    deinit {
        queue.close()
    }

    /// The executor as an actor hands it out, which keeps it alive.
    @safe package var unowned: UnownedSerialExecutor { unsafe asUnownedSerialExecutor() }

    package func enqueue(_ job: consuming ExecutorJob) {
        // The entry keeps the executor alive until its job has run.
        queue.push(UnownedJob(job), self)
    }
}

/// The body of the thread: jobs in order, until the executor is gone.
private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    let refusal = start.unshares && cnetlink_unshare_network() != 0 ? errno : 0
    let queue = start.queue
    start.report(refusal)
    guard refusal == 0 else { return nil }
    while let (job, executor) = queue.pop() {
        unsafe job.runSynchronously(on: executor.asUnownedSerialExecutor())
    }
    return nil
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

extension Session {
    /// Returns when the components confirm a tenant, and shows on a terminal how far it is.
    ///
    /// - Parameter isLeaving: Whether the tenant is waited for to be gone.
    func waitUntilLive(_ tenant: String, isLeaving: Bool = false, _ timeout: Duration) throws {
        let end = ContinuousClock.now + timeout
        var seen: String?
        var last: StatusObject?
        let path = ["v1", "tenants", tenant, "status"]
        while true {
            let left = end - ContinuousClock.now
            let query = seen.map { mark -> [(String, String?)] in
                [("beyond", mark), ("timeout", String(max(left.components.seconds, 0)))]
            }
            let request = Request(
                method: "GET", path: path, query: Self.fields(query ?? []), timeout: max(left, .zero) + .seconds(10))
            let status: StatusObject
            do throws(Failure) {
                status = try answer(StatusObject.self, request).object
            } catch {
                if isLeaving, error.problem.status == 404 { return }
                throw error
            }
            guard let chain = status.chain else {
                throw Failure(ExitCode.failure, code: "daemon.malformed", "the daemon knows no chain", hint: nil)
            }
            if status != last { show(status, chain) }
            // The daemon gives the same state again only when the time is over.
            let isOver = seen == chain.mark || ContinuousClock.now >= end
            (seen, last) = (chain.mark, status)
            if !isLeaving, chain.live { return }
            // What nobody can tell does not become known by waiting.
            let isUnconfirmed = chain.links.allSatisfy { $0.state == "done" || $0.state == "unknown" }
            if !isLeaving, isUnconfirmed, let link = chain.links.first(where: { $0.state == "unknown" }),
                link.next != nil
            {
                throw Failure(ExitCode.failure, code: "tenant.unconfirmed", link.message, hint: link.next)
            }
            guard !isOver else {
                let broken = chain.links.first { $0.stage == chain.broken } ?? chain.links.first { $0.state != "done" }
                let what = broken.map {
                    "\($0.stage): " + [$0.object, $0.message].compactMap { $0 }.joined(separator: ": ")
                }
                throw Failure(
                    ExitCode.timedOut, code: "wait.timed-out",
                    "tenant \(tenant) is not \(isLeaving ? "gone" : "live") yet: \(what ?? "on its way")",
                    hint: broken?.next ?? "tenancyctl tenant status \(tenant)")
            }
        }
    }

    /// A line for those who look on.
    private func show(_ status: StatusObject, _ chain: ChainObject) {
        guard console.showsProgress, !match[GlobalOptions.quiet] else { return }
        let stages = chain.links.map { "\($0.stage) \($0.state)" }.joined(separator: ", ")
        let departure = status.departure.map { "\($0); " } ?? ""
        let broken = chain.links.first { $0.stage == chain.broken }.map { ": \($0.message)" } ?? ""
        console.writeError("\(departure)\(stages)\(broken.printable)\n")
    }

    /// The chain for people: a line for each stage, then what is in the way.
    func table(_ chain: ChainObject) -> String {
        var text = table(
            ["stage", "state", "object", "message"],
            chain.links.map { [$0.stage, $0.state, $0.object ?? "", $0.message] })
        if let broken = chain.links.first(where: { $0.stage == chain.broken }) {
            text += "\nfirst broken link: \(broken.stage)"
            text += [broken.object, broken.message].compactMap { $0 }.map { ": \($0.printable)" }.joined() + "\n"
            if let next = broken.next { text += "next: \(next.printable)\n" }
        }
        return text
    }
}

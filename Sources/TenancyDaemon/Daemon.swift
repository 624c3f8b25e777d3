// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import HTTPServer
package import Platform
import TenancyAPI
import TenancyAgent
import TenancyCluster
package import TenancyCore
import TenancyGit
import TenancyManifests
import TenancyRequests
import TenancyStore

/// The running daemon: opens everything in order, serves until a signal, and closes in reverse.
///
/// Start: database (lock, migration, proof), number pools, socket, executors, READY. READY does not wait for the kernel or Git: their first rounds
/// adopt what an earlier life left. Stop: socket, executors, database; the kernel stays as it is.
package struct Daemon: Sendable {
    private let file: String
    private let configuration: Configuration
    private let logger: Logger
    private let manager: ServiceManager

    package init(file: String, configuration: Configuration, environment: [String: String], logger: Logger) {
        self.file = file
        self.configuration = configuration
        self.logger = logger
        manager = ServiceManager(environment: environment)
    }

    /// How long running requests may take to end when the daemon stops.
    private static let patience = Duration.seconds(5)

    /// How often is looked for what is due; the executors look at the kernel as often.
    private static let audit = Duration.seconds(60)

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: what keeps the daemon from starting.
    package func run(
        kernel make: @Sendable (Configuration) throws -> any KernelProgrammer, nodeAddresses: any NodeAddresses,
        occupancy: (any KernelOccupancy)? = nil
    ) async throws {
        let signals = try Signals.stream()
        try FileSystem.createDirectory(configuration.stateDirectory, mode: 0o700)
        let now: @Sendable () -> Timestamp = { Timestamp(microseconds: SystemClock.microseconds()) }
        let store = try await SQLiteStore.open(path: configuration.databasePath, now: now())

        let board = Board()
        let wakeups = Dictionary(uniqueKeysWithValues: OutboxTarget.allCases.map { ($0, ChangeCounter()) })
        let clock = ContinuousClock()
        let kernel = try make(configuration)
        let publisher = try GitPublisher(configuration.git, guardian: .fixedFields)
        let cluster = try configuration.clusterAccess.map { try KubernetesCluster($0, clock: clock, now: now) }
        let live = LiveSources(
            cluster: cluster, kernel: occupancy, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) },
            unconfirmedDelay: configuration.unconfirmedDelay)
        let memory = RenderMemory()
        let agent = Agent(
            store: store, board: board, settings: configuration.settings, nodeAddresses: nodeAddresses,
            wakeups: wakeups, clock: clock, now: now,
            render: { ManifestRenderer(settings: $1, memory: memory).render($0) }, kernel: kernel,
            publishing: (publisher: publisher, phases: Phases()),
            environments: try configuration.environments(beside: publisher), live: live,
            checks: [
                GroupCheck(group: configuration.writeGroup, right: "change the plan"),
                GroupCheck(group: configuration.readGroup, right: "read it"),
                GitCheck(access: GitAccess(configuration.git)),
                HostCheck(
                    settings: HostSettings.read,
                    given: {
                        let networks = (try? await store.snapshot().tenants.flatMap(\.networks)) ?? []
                        return networks.compactMap { $0.spec.ownInterface?.description }
                    }, hasCluster: configuration.clusterAccess != nil),
            ])
        try await agent.ensurePools(configuration.numberPools)

        var works: [any ExecutorWork] = [
            KernelWork(kernel: kernel, state: agent.kernelState, now: now)
        ]
        if let manifests = agent.manifests {
            works.append(
                ManifestWork(store: store, publisher: manifests, isShared: configuration.git.isShared, now: now))
        }
        let router = Router(agent)
        let desk = try configuration.requests.map { requests in
            RequestDesk(source: try requests.source(), router: router, settings: requests.settings, now: now)
        }
        let server = try serve(router)
        try manager.notify(.ready, .status("serving at \(configuration.socketPath)"))
        logger.notice(
            "ready",
            ["version": APIVersion.program, "socket": configuration.socketPath, "state": configuration.stateDirectory])

        await withTaskGroup(of: Void.self) { group in
            for work in works {
                guard let wakeup = wakeups[work.target] else { continue }
                let executor = Executor(
                    work, store: store, board: board, wakeups: wakeup, clock: clock, report: report)
                group.addTask { await executor.run() }
            }
            group.addTask { await expire(agent, clock: clock) }
            if let desk, let poll = configuration.requests?.poll {
                group.addTask { await attend(desk, every: poll, clock: clock) }
            }
            group.addTask { await watch(kernel, wakeups[.kernel]) }
            group.addTask { await agent.follow() }
            group.addTask { await agent.lead() }
            group.addTask { await depart(agent, board: board, clock: clock) }
            await obey(signals, agent: agent)
            try? manager.notify(.stopping)
            logger.notice("stopping")
            await server.stop(within: Self.patience)
            group.cancelAll()
        }
        logger.notice("stopped")
    }

    /// Wakes the kernel's executor at what others do to the kernel.
    private func watch(_ kernel: any KernelProgrammer, _ wakeup: ChangeCounter?) async {
        do {
            try await kernel.watch { wakeup?.advance() }
        } catch {
            logger.error("the kernel's events are not heard, only audits repair", ["error": "\(error)"])
        }
    }

    private func serve(_ router: Router) throws -> HTTPServer {
        let write = try Host.groupID(named: configuration.writeGroup)
        let read = try Host.groupID(named: configuration.readGroup)
        for (name, id) in [(configuration.writeGroup, write), (configuration.readGroup, read)] where id == nil {
            logger.warning("a group of the configuration does not exist", ["group": name])
        }
        let listener: HTTPListener
        if let inherited = manager.takeSockets().first {
            listener = HTTPListener(adopting: inherited.descriptor)
        } else {
            // Everybody may connect, so that a caller without rights gets an answer that says so; the router decides by peer credentials.
            listener = try HTTPListener(path: configuration.socketPath, mode: 0o666, group: write)
        }
        let bridge = HTTPBridge(router: router, groups: HTTPBridge.Groups(write: write, read: read), logger: logger)
        // Only who may write may send a whole plan; others must not make the daemon keep so much.
        let limits = HTTPLimits(body: 1 << 20) { peer, path in
            path == "/v1/import" && (peer.uid == 0 || write.map(peer.isMember) == true) ? 256 << 20 : nil
        }
        return try HTTPServer(
            listener: listener, limits: limits, refusal: HTTPBridge.refusal,
            log: { logger.warning("HTTP", ["text": $0]) }, handler: bridge.respond)
    }

    /// Looks at the requests, and says what became of them.
    private func attend(_ desk: RequestDesk, every poll: Duration, clock: ContinuousClock) async {
        repeat {
            do {
                for (path, state) in try await desk.round().changed {
                    logger.notice("request", ["file": path, "state": state])
                }
            } catch {
                logger.warning("cannot attend to the requests", ["error": "\(error)"])
            }
        } while (try? await clock.sleep(for: poll)) != nil
    }

    /// Carries out what is due while nobody changes the plan.
    private func expire(_ agent: Agent, clock: ContinuousClock) async {
        while (try? await clock.sleep(for: Self.audit)) != nil {
            do {
                try await agent.expire()
            } catch {
                logger.warning("cannot carry out what is due", ["error": "\(error)"])
            }
        }
    }

    /// How often is looked at tenants on their way out when nothing happens: what lives in the kernel tells nobody that it is gone.
    private static let departurePeriod = Duration.seconds(15)

    /// Takes tenants that are on their way out further: when the cluster or an executor has news, and from time to time.
    private func depart(_ agent: Agent, board: Board, clock: ContinuousClock) async {
        while !Task.isCancelled {
            let seen = board.rounds.value
            do {
                for failure in try await agent.advanceDepartures() {
                    logger.warning(
                        "a tenant's way out is not known to be free",
                        ["tenant": failure.tenant.description, "error": failure.error.description])
                }
            } catch {
                logger.warning("cannot look at tenants on their way out", ["error": "\(error)"])
            }
            await board.rounds.wait(beyond: seen, atMost: Self.departurePeriod, clock: clock)
            // A burst of news is one look.
            try? await clock.sleep(for: .seconds(1))
        }
    }

    /// Acts on signals until one says to stop.
    private func obey(_ signals: AsyncStream<Signal>, agent: Agent) async {
        for await signal in signals {
            guard signal == .hangUp else { return }
            try? manager.notify(.reloading)
            do {
                let new = try Configuration(file: file, hostName: Host.name)
                agent.reload(new.settings)
                logger.notice("configuration loaded again", ["file": file])
                if new.needsRestart(after: configuration) {
                    logger.warning(
                        "some of the configuration needs a restart: socket, state directory, log, git, environments, number pools, reading the cluster"
                    )
                }
            } catch {
                logger.error("configuration is wrong, the old one stays", ["file": file, "error": "\(error)"])
            }
            try? manager.notify(.ready)
        }
    }

    private func report(_ target: OutboxTarget, _ round: Board.Round, _ results: [OutboxResult]) {
        let logger = logger.with(["executor": target.rawValue, "revision": round.revision])
        for change in round.changes {
            switch round.cause {
            case .plan: logger.info("wrote", ["change": change])
            case .repair: logger.notice("repaired", ["change": change])
            case .reboot: logger.info("wrote after a reboot", ["change": change])
            }
        }
        if round.writes > round.changes.count {
            logger.notice("wrote more than is listed", ["writes": round.writes, "listed": round.changes.count])
        }
        if let commit = round.commit, !round.changes.isEmpty { logger.notice("published", ["commit": commit]) }
        if let notice = round.notice { logger.warning("look at the branch", ["notice": notice]) }
        if let error = round.error { logger.error("round failed", ["error": error.description]) }
        for result in results {
            guard let error = result.error, round.error == nil else { continue }
            logger.warning("cannot bring about", ["object": result.object, "error": error])
        }
    }
}

extension Configuration {
    /// What publishes to the environments behind the first.
    fileprivate func environments(beside first: GitPublisher) throws -> [EnvironmentName: any ManifestPublisher] {
        var publishers: [EnvironmentName: any ManifestPublisher] = [:]
        for environment in settings.cluster.gitOps.environments.dropFirst() {
            var settings = git
            settings.branch = environment.branch
            settings.folder = environment.folder
            settings.proposalBranch = environment.proposalBranch
            publishers[environment.name] = try GitPublisher(settings, guardian: .fixedFields, besides: first)
        }
        return publishers
    }

    /// Whether the other configuration differs in what a reload cannot change.
    fileprivate func needsRestart(after old: Configuration) -> Bool {
        (stateDirectory, socketPath, writeGroup, readGroup, logLevel)
            != (old.stateDirectory, old.socketPath, old.writeGroup, old.readGroup, old.logLevel)
            || settings.cluster.gitOps.environments != old.settings.cluster.gitOps.environments || git != old.git
            || numberPools != old.numberPools || requests != old.requests
            || clusterAccess != old.clusterAccess || unconfirmedDelay != old.unconfirmedDelay
    }
}

extension FileGuard {
    /// Objects to a change of what the cluster takes only once.
    fileprivate static let fixedFields = FileGuard(concerns: FixedFields.concerns, objection: FixedFields.change)
}

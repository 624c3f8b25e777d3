// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import TenancyGit

extension Configuration {
    /// What applies the manifests. Its address of the repository is not ours: that may be a path, or hold a password.
    static func gitOps(_ section: ConfigurationSection, _ git: GitSettings) throws -> GitOpsSettings {
        var section = section
        var settings = GitOpsSettings()
        settings.flavor = try section.choice("flavor", as: GitOpsSettings.Flavor.self) ?? settings.flavor
        let url = try section.value("url", "an address such as https://HOST/PATH or ssh://git@HOST/PATH") { text in
            let parts = text.split(separator: "://", maxSplits: 1)
            guard parts.count == 2, ["http", "https", "ssh"].contains(parts[0]) else { return nil as String? }
            let host = parts[1].prefix { $0 != "/" }
            // It is published: a user is for ssh alone, and a password for nothing.
            let isPublic = !host.contains("@") || parts[0] == "ssh" && !host.contains(":")
            return isPublic ? text : nil
        }
        settings.url = settings.flavor == .plain ? url ?? "" : try section.require(url, "url")
        settings.branch = git.branch
        settings.folder = git.folder.split(separator: "/").joined(separator: "/")
        settings.namespace = try section.value("namespace", "a namespace", NamespaceName.init)
        settings.secret = try section.value("secret", "the name of a Secret") { text in
            (try? NamespaceName(text)) == nil ? nil : text
        }
        settings.environments = try environments(try section.sections("environments"), git)
        let standard = settings.flavor == .plain ? Duration.zero : .seconds(120)
        settings.phaseDelay = try section.value("phaseDelay", "a time such as 2m", duration) ?? standard
        try section.finish()
        return settings
    }

    /// The environments in their order; the first one is where `git` says.
    private static func environments(
        _ sections: [ConfigurationSection], _ git: GitSettings
    ) throws -> [GitOpsEnvironment] {
        var environments: [GitOpsEnvironment] = []
        for var section in sections {
            let isFirst = environments.isEmpty
            let name = try section.require(
                section.value("name", "a name such as staging", EnvironmentName.init), "name")
            let branch = try section.text("branch")
            let folder = try section.value("folder", "a folder inside the repository", Self.folder)
            let proposalBranch = try section.text("proposalBranch")
            for (key, value) in [("branch", branch), ("folder", folder), ("proposalBranch", proposalBranch)]
            where isFirst && value != nil {
                throw section.failure(key, "is git.\(key): the plan is published to the first environment")
            }
            var environment = GitOpsEnvironment(
                name: name, branch: isFirst ? git.branch : branch ?? git.branch,
                folder: isFirst
                    ? git.folder.split(separator: "/").joined(separator: "/") : try section.require(folder, "folder"))
            environment.proposalBranch = isFirst ? git.proposalBranch : proposalBranch
            environment.server = try section.value("server", "an address that begins with https://") { text in
                text.hasPrefix("https://") && !text.contains("@") ? text : nil
            }
            environment.kubeConfig = try section.value("kubeConfig", "the name of a Secret", Self.name)
            try section.finish()
            if environments.contains(where: { $0.name == name }) {
                throw section.failure("name", "is there twice: \(name)")
            }
            if let other = environments.first(where: environment.overlaps) {
                throw section.failure(
                    "folder",
                    "lies in that of environment \(other.name), or the other way round; they stand beside each other")
            }
            let branches = environments.flatMap { [$0.branch, $0.proposalBranch].compactMap(\.self) }
            if let own = environment.proposalBranch, !isFirst, own == environment.branch || branches.contains(own) {
                throw section.failure("proposalBranch", "has to be a branch of its own: \(own)")
            }
            environments.append(environment)
        }
        return environments
    }

    /// A folder without slashes around it; `nil` for one that is none.
    private static func folder(_ text: String) -> String? {
        let parts = text.split(separator: "/")
        return parts.contains { [".", "..", ".git"].contains($0.lowercased()) } ? nil : parts.joined(separator: "/")
    }

    /// What the tenants' namespaces get.
    static func namespaceDefaults(_ section: ConfigurationSection) throws -> NamespaceDefaults {
        var section = section
        var defaults = NamespaceDefaults()
        defaults.quota = try section.pairs("quota")
        defaults.limits = try section.pairs("limits")
        defaults.requests = try section.pairs("requests")
        defaults.isolates =
            try section.value("isolate", "true or false", { ["true": true, "false": false][$0] }) ?? false
        defaults.role = try section.value("role", "the name of a ClusterRole", name)
        defaults.group = try section.text("group")
        defaults.egressAllow = try section.values("egressAllow", "a prefix", Prefix.init(parsing:))
        defaults.quality = try quality(try section.section("qos"))
        try section.finish()
        return defaults
    }

    private static func quality(_ section: ConfigurationSection) throws -> NamespaceDefaults.Quality? {
        var section = section
        let dscp = try section.value("dscp", "a number from 0 to 63", number(in: 0...63))
        let rate = try section.value("rate", "kbit/s", number(in: 1...4_294_967_295))
        let burst = try section.value("burst", "kbit", number(in: 1...4_294_967_295))
        guard dscp != nil || rate != nil || burst != nil else {
            try section.finish()
            return nil
        }
        _ = try burst == nil ? rate : section.require(rate, "rate")
        let quality = NamespaceDefaults.Quality(dscp: try section.require(dscp, "dscp"), rate: rate, burst: burst)
        try section.finish()
        return quality
    }

    /// How a dead peer is noticed; all of it or nothing.
    static func bfd(_ section: ConfigurationSection) throws -> ClusterSettings.BFD? {
        var section = section
        let receive = try section.value("receive", "milliseconds from 10 to 60000", number(in: 10...60_000))
        let transmit = try section.value("transmit", "milliseconds from 10 to 60000", number(in: 10...60_000))
        let multiplier = try section.value("multiplier", "a number from 2 to 255", number(in: 2...255))
        guard receive != nil || transmit != nil || multiplier != nil else {
            try section.finish()
            return nil
        }
        let bfd = ClusterSettings.BFD(
            receive: try section.require(receive, "receive"), transmit: try section.require(transmit, "transmit"),
            multiplier: try section.require(multiplier, "multiplier"))
        try section.finish()
        return bfd
    }

    private static func number(in range: ClosedRange<Int>) -> (String) -> Int? {
        { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    private static func name(_ text: String) -> String? { (try? NamespaceName(text)) == nil ? nil : text }

    static let featureText = "one of " + ClusterFeature.allCases.map(\.rawValue).joined(separator: ", ")
}

extension GitOpsEnvironment {
    /// Whether one of two trees would stand inside the other: their files could not be told apart.
    fileprivate func overlaps(_ other: GitOpsEnvironment) -> Bool {
        guard branch == other.branch else { return false }
        let paths = [folder, other.folder].map { $0.split(separator: "/") }
        return paths[0].starts(with: paths[1]) || paths[1].starts(with: paths[0])
    }
}

extension ConfigurationSection {
    /// The keys and values of a mapping whose keys are not ours to know.
    fileprivate mutating func pairs(_ key: String) throws -> [String: String] {
        var inner = try section(key)
        var values: [String: String] = [:]
        for key in inner.keys { values[key] = try inner.text(key) }
        return values
    }
}

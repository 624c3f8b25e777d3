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
        try section.finish()
        return settings
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
        try section.finish()
        return defaults
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

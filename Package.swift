// swift-tools-version: 6.2
// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// C libraries of Debian 12: module maps, and in `shim.h` what Swift cannot import (variadics, macros).
let libraries: [Target] = [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
        name: "CNetlink", pkgConfig: "libnl-route-3.0", providers: [.apt(["libnl-3-dev", "libnl-route-3-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CLinux"),
]

/// Swift faces of the C libraries: the only targets with unsafe code, and no C type in a package signature.
let wrappers: [Target] = [
    .target(name: "SQLite", dependencies: ["CSQLite", "Platform"]),
    .target(name: "Netlink", dependencies: ["CNetlink"]),
    .target(name: "YAML", dependencies: ["CYAML"]),
    .target(name: "HTTPServer", dependencies: ["CMicrohttpd", "Platform"]),
    .target(name: "HTTPClient", dependencies: ["CCurl"]),
    .target(name: "Digest", dependencies: ["CGnuTLS"]),
    .target(name: "Platform", dependencies: ["CLinux"]),
]

let domain: [Target] = [
    .target(name: "TenancyCore"),
    .target(name: "TenancyAPI", dependencies: ["TenancyCore"]),
    .target(name: "TenancyStore", dependencies: ["TenancyCore", "SQLite", "Digest", "Platform"]),
    .target(name: "TenancyKernel", dependencies: ["TenancyCore", "Netlink", "Platform"]),
    .target(name: "TenancyManifests", dependencies: ["TenancyCore", "YAML", "Digest"]),
    .target(name: "ManifestLint", dependencies: ["TenancyCore", "YAML"]),
    .target(name: "TenancyGit", dependencies: ["TenancyCore", "Platform"]),
    .target(name: "TenancyCluster", dependencies: ["TenancyCore", "HTTPClient", "YAML", "Digest", "Platform"]),
    .target(name: "TenancyAgent", dependencies: ["TenancyCore", "TenancyAPI"]),
    .target(
        name: "TenancyRequests",
        dependencies: ["TenancyCore", "TenancyAPI", "TenancyAgent", "YAML", "Digest", "Platform"]),
    .target(
        name: "TenancyDaemon",
        dependencies: [
            "TenancyRequests",
            "TenancyCore", "TenancyAPI", "TenancyAgent", "TenancyStore", "TenancyKernel", "TenancyManifests",
            "TenancyGit", "TenancyCluster", "CommandLineKit", "HTTPServer", "YAML", "Platform",
        ]),
]

let commands: [Target] = [
    .target(name: "CommandLineKit"),
    .target(name: "TenancyClient", dependencies: ["TenancyAPI", "Platform"]),
    .target(
        name: "TenancyCommands",
        dependencies: ["CommandLineKit", "TenancyClient", "TenancyAPI", "ManifestLint", "YAML", "Platform"]),
]

let executables: [Target] = [
    .executableTarget(name: "tenancyd", dependencies: ["TenancyDaemon"]),
    .executableTarget(name: "tenancyctl", dependencies: ["TenancyCommands"]),
]

let benchmarks: [Target] = [
    .target(
        name: "TenancyBench",
        dependencies: [
            "CommandLineKit", "TenancyCore", "TenancyAPI", "TenancyAgent", "TenancyStore", "TenancyDaemon",
            "TenancyClient", "TenancyKernel", "TenancyManifests", "TenancyGit", "TenancyCluster", "HTTPServer",
            "SQLite",
            "Netlink", "Platform",
        ], exclude: ["Peers"]),
    .executableTarget(name: "tenancy-bench", dependencies: ["TenancyBench"]),
]

let tests: [Target] = [
    .target(name: "APIServerFixture", dependencies: ["CGnuTLS"], path: "Tests/APIServerFixture"),
    .executableTarget(name: "scripted-cluster", dependencies: ["APIServerFixture"], path: "Tests/ScriptedCluster"),
    .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "APIServerFixture", "Platform"]),
    .testTarget(
        name: "TenancyClusterTests", dependencies: ["TenancyCluster", "TenancyCore", "HTTPClient", "APIServerFixture"]),
    .testTarget(name: "TenancyCoreTests", dependencies: ["TenancyCore"]),
    .testTarget(name: "SQLiteTests", dependencies: ["SQLite"]),
    .testTarget(name: "NetlinkTests", dependencies: ["Netlink", "Platform"]),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
    .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer", "Platform"]),
    .testTarget(name: "PlatformTests", dependencies: ["Platform"]),
    .testTarget(name: "TenancyClientTests", dependencies: ["TenancyClient", "TenancyAPI", "HTTPServer", "Platform"]),
    .testTarget(name: "CommandLineKitTests", dependencies: ["CommandLineKit"]),
    .testTarget(
        name: "TenancyStoreTests", dependencies: ["TenancyStore", "TenancyCore", "SQLite", "Digest", "Platform"],
        exclude: ["Golden"]),
    .testTarget(name: "TenancyKernelTests", dependencies: ["TenancyKernel", "TenancyCore", "Netlink"]),
    .testTarget(
        name: "TenancyManifestsTests", dependencies: ["TenancyManifests", "ManifestLint", "TenancyCore", "Platform"],
        exclude: ["Golden"]),
    .testTarget(
        name: "TenancyRequestsTests",
        dependencies: [
            "TenancyRequests", "TenancyAgent", "TenancyAPI", "TenancyCore", "TenancyStore", "TenancyGit", "Platform",
        ]),
    .testTarget(name: "ManifestLintTests", dependencies: ["ManifestLint"]),
    .testTarget(name: "TenancyGitTests", dependencies: ["TenancyGit", "TenancyCore", "Platform"]),
    .testTarget(
        name: "TenancyAgentTests",
        dependencies: [
            "TenancyAgent", "TenancyStore", "TenancyManifests", "TenancyCluster", "TenancyAPI", "TenancyCore",
            "APIServerFixture", "Platform",
        ]),
    .testTarget(
        name: "TenancyDaemonTests",
        dependencies: [
            "TenancyDaemon", "TenancyAgent", "TenancyStore", "TenancyGit", "TenancyClient", "TenancyAPI", "TenancyCore",
            "HTTPServer", "Platform", "TenancyRequests",
        ]),
    .testTarget(
        name: "TenancyCommandsTests",
        dependencies: ["TenancyCommands", "TenancyClient", "TenancyAPI", "CommandLineKit", "Platform"],
        exclude: ["Golden"]),
    .testTarget(
        name: "KernelTests", dependencies: ["TenancyKernel", "TenancyCore", "Netlink", "Platform"],
        path: "Tests/Kernel"),
]

let package = Package(
    name: "tenancy",
    products: [
        .executable(name: "tenancyd", targets: ["tenancyd"]),
        .executable(name: "tenancyctl", targets: ["tenancyctl"]),
    ],
    targets: libraries + wrappers + domain + commands + executables + benchmarks + tests
)

for target in package.targets where ![.system].contains(target.type) && target.name != "CLinux" {
    target.swiftSettings = strict
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// What every command accepts.
enum GlobalOptions {
    static let standardSocket = "/run/tenancy/api.sock"
    static let socket = Option<String>.value(
        "socket", "PATH", .path, default: (standardSocket, standardSocket),
        environment: "TENANCY_SOCKET", "the daemon's socket")
    static let output = Option<OutputFormat>.value(
        "output", short: "o", "FORMAT", .word, default: (.table, "table"), environment: "TENANCY_OUTPUT",
        "how results are printed")
    static let headers = Option<Bool>.negatable("headers", default: true, "the first line of a table")
    static let quiet = Option<Bool>.flag("quiet", short: "q", "print nothing but errors when a change succeeds")
    static let verbose = Option<Bool>.flag("verbose", short: "v", "show the request, and more of the answer")

    static let group = OptionGroup("Global options", socket, output, headers, quiet, verbose)
}

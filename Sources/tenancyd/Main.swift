// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
import TenancyDaemon

@main
struct Main {
    static func main() async {
        exit(await DaemonCommand.run(Array(CommandLine.arguments.dropFirst())))
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
import TenancyBench

@main
struct Main {
    static func main() async {
        exit(await BenchCommand.run(Array(CommandLine.arguments.dropFirst())))
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
import TenancyCommands

@main
struct Main {
    static func main() {
        exit(Tenancyctl.run())
    }
}

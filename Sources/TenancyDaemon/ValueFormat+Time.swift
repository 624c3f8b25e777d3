// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TenancyCore

extension ValueFormat where Value == Timestamp {
    /// A time of RFC 3339.
    static var time: Self { Self("a time such as 2026-11-20T14:05:00Z") { Timestamp(parsing: $0) } }
}

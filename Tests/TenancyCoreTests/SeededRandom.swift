// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Numbers from a printed seed: `TENANCY_SEED` replays a run.
struct SeededRandom: RandomNumberGenerator {
    /// What repeats the run.
    let seed: UInt64
    private var state: UInt64

    init(_ name: String = #function) {
        seed =
            ProcessInfo.processInfo.environment["TENANCY_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1 ... .max)
        print("\(name): TENANCY_SEED=\(seed)")
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

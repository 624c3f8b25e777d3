// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why a network cannot be brought about, seen before anything is written for it.
struct Obstacle: Error, Equatable {
    let message: String
    let hint: String?
}

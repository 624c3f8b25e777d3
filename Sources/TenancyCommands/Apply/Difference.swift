// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The end of a comparison that found something: told by the exit code alone.
struct Difference: Error {}

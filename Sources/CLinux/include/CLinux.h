// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

// What `import Glibc` lacks: it is built without _GNU_SOURCE, and Swift cannot call variadics.
// Every function returns 0 or an errno, unless it says otherwise.

#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Starts `executable` (searched in PATH when it has no slash) as the leader of a process group of its own, with
/// default signals, exactly `environment`, and no descriptor but `standard` as 0, 1 and 2.
int clinux_spawn(pid_t *pid, const char *executable, char *const arguments[], char *const environment[],
                 const char *directory, const int standard[3]);

/// A descriptor that becomes readable when the process has ended, or -1.
int clinux_pidfd_open(pid_t pid);

/// An anonymous file in memory, close-on-exec, or -1.
int clinux_memory_file(const char *name);

/// A pipe whose ends are close-on-exec from the start, so that no other thread's child inherits them.
int clinux_pipe(int ends[2]);

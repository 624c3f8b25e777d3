// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

// What `import Glibc` lacks: it is built without _GNU_SOURCE, and Swift cannot call variadics.
// Every function returns 0 or an errno, unless it says otherwise.

#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Starts `executable` (searched in PATH when it has no slash) as the leader of a process group of its own, with
/// default signals, exactly `environment`, no ambient capabilities, and no descriptor but `standard` as 0, 1 and 2.
int clinux_spawn(pid_t *pid, const char *executable, char *const arguments[], char *const environment[],
                 const char *directory, const int standard[3]);

/// A descriptor that becomes readable when the process has ended, or -1.
int clinux_pidfd_open(pid_t pid);

/// An anonymous file in memory, close-on-exec, or -1.
int clinux_memory_file(const char *name);

/// A pipe whose ends are close-on-exec from the start, so that no other thread's child inherits them.
int clinux_pipe(int ends[2]);

/// Binds or connects a Unix socket; a leading `@` in the path means the abstract namespace, as in systemd.
int clinux_unix_bind(int socket, const char *path);
int clinux_unix_connect(int socket, const char *path);

/// Who is at the other end of a connected Unix socket. EAFNOSUPPORT for any other socket, where the kernel says -1.
int clinux_peer_credentials(int socket, uid_t *user, gid_t *group, pid_t *process);

/// The supplementary groups the peer had when it connected. `*count` is the room and then the number of groups.
/// ERANGE with the number needed when the room is too small.
int clinux_peer_groups(int socket, gid_t *groups, size_t *count);

/// From now on `signal` writes its number as one byte to `descriptor`, which must stay open; one for all signals.
int clinux_catch_signal(int signal, int descriptor);

/// This process's environment: Swift refuses the variable itself as a global that is not safe across threads.
char **clinux_environment(void);

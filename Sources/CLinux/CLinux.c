// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int clinux_spawn(pid_t *pid, const char *executable, char *const arguments[], char *const environment[],
                 const char *directory, const int standard[3]) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    for (int target = 0; target < 3 && !error; target++)
        error = posix_spawn_file_actions_adddup2(&actions, standard[target], target);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!error && directory) error = posix_spawn_file_actions_addchdir_np(&actions, directory);
    const short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (!error) error = posix_spawnattr_setflags(&attributes, flags);
    if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &every);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    // Ambient capabilities are this thread's, and matter for nothing but what it executes: the unit's CAP_NET_ADMIN
    // stays with the daemon. A kernel without them has none to give.
    if (!error) prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (!error) error = posix_spawnp(pid, executable, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int clinux_pidfd_open(pid_t pid) { return pidfd_open(pid, 0); }

int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno; }

static int unix_address(const char *path, struct sockaddr_un *address, socklen_t *length) {
    size_t count = strlen(path);
    // One byte stays for the terminator: the kernel would do without, ss(8) and others would not.
    if (count == 0 || count >= sizeof address->sun_path) return count ? ENAMETOOLONG : ENOENT;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, count);
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + count);
    if (path[0] == '@') address->sun_path[0] = '\0';
    else *length += 1;
    return 0;
}

int clinux_unix_bind(int socket, const char *path) {
    struct sockaddr_un address;
    socklen_t length;
    int error = unix_address(path, &address, &length);
    if (error) return error;
    return bind(socket, (struct sockaddr *)&address, length) == 0 ? 0 : errno;
}

int clinux_unix_connect(int socket, const char *path) {
    struct sockaddr_un address;
    socklen_t length;
    int error = unix_address(path, &address, &length);
    if (error) return error;
    return connect(socket, (struct sockaddr *)&address, length) == 0 ? 0 : errno;
}

int clinux_peer_credentials(int socket, uid_t *user, gid_t *group, pid_t *process) {
    int domain = 0;
    socklen_t length = sizeof domain;
    if (getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0) return errno;
    if (domain != AF_UNIX) return EAFNOSUPPORT;
    struct ucred peer;
    length = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return errno;
    *user = peer.uid;
    *group = peer.gid;
    *process = peer.pid;
    return 0;
}

int clinux_peer_groups(int socket, gid_t *groups, size_t *count) {
    socklen_t length = (socklen_t)(*count * sizeof *groups);
    int error = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &length) == 0 ? 0 : errno;
    *count = length / sizeof *groups;
    return error;
}

static volatile sig_atomic_t signal_descriptor = -1;

static void forward_signal(int signal) {
    int saved = errno;
    unsigned char byte = (unsigned char)signal;
    // A full pipe means that thousands are waiting already: one more would say nothing new.
    if (write(signal_descriptor, &byte, 1) < 0) {}
    errno = saved;
}

int clinux_catch_signal(int signal, int descriptor) {
    signal_descriptor = descriptor;
    struct sigaction action = {.sa_handler = forward_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(signal, &action, NULL) == 0 ? 0 : errno;
}

char **clinux_environment(void) { return environ; }

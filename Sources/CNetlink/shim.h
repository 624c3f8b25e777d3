// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* `unshare` and CLONE_NEWNET (sched.h) need _GNU_SOURCE, which Swift's importer does not set. */
static inline int cnetlink_unshare_network(void) { return (int)syscall(SYS_unshare, 0x40000000L); }

/* The C library's header of eventfd is in no module of Swift's. */
static inline int cnetlink_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* Leaves out messages that carry this port: the answers to what the socket with that port has written. The kernel's
   filter program is built by macros; it loads words as big endian. */
static inline int cnetlink_ignore_port(int descriptor, uint32_t port) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_ABS | BPF_W, offsetof(struct nlmsghdr, nlmsg_pid)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(port), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

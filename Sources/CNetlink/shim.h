// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sys/syscall.h>
#include <unistd.h>

/* `unshare` and CLONE_NEWNET (sched.h) need _GNU_SOURCE, which Swift's importer does not set. */
static inline int cnetlink_unshare_network(void) { return (int)syscall(SYS_unshare, 0x40000000L); }

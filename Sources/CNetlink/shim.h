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
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_rpfilter.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
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

/* Whether a name with no more than this prefix, or any name, is what the entry asks of the device that a packet came in by. */
static inline int cnetlink_covers(const struct ip6t_ip6 *ip, const char *prefix) {
    size_t length = strlen(prefix);
    if (ip->iniface_mask[0] == 0) return 1;
    if (length >= IFNAMSIZ || memcmp(ip->iniface, prefix, length) != 0) return 0;
    for (size_t n = 0; n < length; n++) {
        if (ip->iniface_mask[n] != 0xff) return 0;
    }
    return ip->iniface_mask[length] == 0;
}

/* Whether the entry drops what comes in by such devices when its source would be answered by another way, and selects by nothing else. */
static inline int cnetlink_drops_spoofed(const struct ip6t_entry *entry, const char *prefix) {
    static const struct in6_addr none;
    const struct ip6t_ip6 *ip = &entry->ipv6;
    const struct xt_entry_match *match = (const void *)entry->elems;
    const struct xt_standard_target *target = (const void *)((const char *)entry + entry->target_offset);
    size_t matches = entry->target_offset - sizeof *entry;
    if (ip->proto != 0 || ip->invflags != 0 || ip->outiface_mask[0] != 0 || !cnetlink_covers(ip, prefix)) return 0;
    if (memcmp(&ip->smsk, &none, sizeof none) != 0 || memcmp(&ip->dmsk, &none, sizeof none) != 0) return 0;
    /* The only match is the one. */
    if (matches < sizeof *match + sizeof(struct xt_rpfilter_info) || match->u.match_size != matches) return 0;
    if (strncmp(match->u.user.name, "rpfilter", sizeof match->u.user.name) != 0) return 0;
    if (((const struct xt_rpfilter_info *)match->data)->flags != XT_RPFILTER_INVERT) return 0;
    return target->target.u.target_size >= sizeof *target && target->target.u.user.name[0] == 0 && target->verdict == -1;
}

/* Whether the older kernel part of ip6tables has such a rule in table raw: 1, 0, or a negative error number. */
static inline int cnetlink_legacy_drops_spoofed(const char *prefix) {
    struct ip6t_getinfo info = {.name = "raw"};
    struct ip6t_get_entries *table = NULL;
    socklen_t length = sizeof info;
    int result = 0, descriptor = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    if (getsockopt(descriptor, IPPROTO_IPV6, IP6T_SO_GET_INFO, &info, &length) != 0) {
        result = errno == ENOPROTOOPT || errno == ENOENT ? 0 : -errno;
    } else if (info.size > 64 << 20 || (table = calloc(1, sizeof *table + info.size)) == NULL) {
        result = -ENOMEM;
    } else {
        strcpy(table->name, "raw");
        table->size = info.size;
        length = sizeof *table + info.size;
        if (getsockopt(descriptor, IPPROTO_IPV6, IP6T_SO_GET_ENTRIES, table, &length) != 0) result = -errno;
        for (unsigned offset = 0; result == 0 && offset + sizeof(struct ip6t_entry) <= info.size;) {
            const struct ip6t_entry *entry = (const void *)((const char *)table->entrytable + offset);
            if (entry->next_offset < sizeof *entry || entry->next_offset > info.size - offset) break;
            if (entry->target_offset >= sizeof *entry &&
                entry->target_offset + sizeof(struct xt_standard_target) <= entry->next_offset)
                result = cnetlink_drops_spoofed(entry, prefix);
            offset += entry->next_offset;
        }
    }
    free(table);
    close(descriptor);
    return result;
}

/* SPDX-FileCopyrightText: 2026 The Tenancy authors
   SPDX-License-Identifier: Apache-2.0

   The least program that sends the messages which Tenancy sends: what it needs is what the kernel needs.

     sender add|delete DEVICE TABLE GATEWAY COUNT   routes 10.0.0.0/32 and up, IPv4, protocol 201, metric 200
     sender dump DEVICE TABLE GATEWAY COUNT         reads them, and fails when there are others
     sender run TABLE COUNT PROGRAM [ARGUMENT]...   runs a program until the table has so many routes, then stops it

   Prints the seconds that the work took, without the start of the process. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 256 };

struct route_message {
    struct nlmsghdr header;
    struct rtmsg route;
    struct { struct rtattr head; uint32_t value; } destination, table, metric, gateway, device;
};

static char inbox[128 * 1024];

static void die(const char *what) {
    fprintf(stderr, "sender: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int open_socket(void) {
    int one = 1, bytes = 8 << 20;
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) die("socket");
    setsockopt(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof one);
    setsockopt(descriptor, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof one);
    setsockopt(descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof one);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
    return descriptor;
}

/* Reads until the fence is acknowledged. */
static void await_fence(int descriptor, uint32_t fence) {
    for (;;) {
        ssize_t length = recv(descriptor, inbox, sizeof inbox, 0);
        if (length < 0) die("recv");
        for (struct nlmsghdr *header = (void *)inbox; NLMSG_OK(header, length); header = NLMSG_NEXT(header, length)) {
            if (header->nlmsg_type != NLMSG_ERROR) continue;
            struct nlmsgerr *error = NLMSG_DATA(header);
            errno = -error->error;
            if (errno != 0) die("refused");
            if (header->nlmsg_seq == fence) return;
        }
    }
}

static void change(int descriptor, int type, uint32_t device, uint32_t table, uint32_t gateway, uint32_t count) {
    static struct route_message batch[BATCH];
    uint16_t flags = NLM_F_REQUEST | (type == RTM_NEWROUTE ? NLM_F_CREATE | NLM_F_EXCL : 0);
    uint32_t sequence = 0;
    while (sequence < count) {
        int size = 0;
        for (; size < BATCH && sequence < count; size++) {
            uint32_t number = sequence++;
            batch[size] = (struct route_message){
                .header = {.nlmsg_len = sizeof batch[0], .nlmsg_type = type, .nlmsg_flags = flags, .nlmsg_seq = sequence},
                .route = {.rtm_family = AF_INET, .rtm_dst_len = 32, .rtm_protocol = 201, .rtm_type = RTN_UNICAST,
                          .rtm_scope = type == RTM_NEWROUTE ? RT_SCOPE_UNIVERSE : RT_SCOPE_NOWHERE},
                .destination = {{8, RTA_DST}, htonl(0x0a000000 + number)},
                .table = {{8, RTA_TABLE}, table},
                .metric = {{8, RTA_PRIORITY}, 200},
                .gateway = {{8, RTA_GATEWAY}, gateway},
                .device = {{8, RTA_OIF}, device},
            };
        }
        batch[size - 1].header.nlmsg_flags |= NLM_F_ACK;
        if (send(descriptor, batch, size * sizeof batch[0], 0) < 0) die("send");
        await_fence(descriptor, sequence);
    }
}

/* How many routes of this protocol (0: any) the table has. */
static uint32_t dump(int descriptor, uint32_t table, uint8_t protocol) {
    struct {
        struct nlmsghdr header;
        struct rtmsg route;
        struct rtattr head;
        uint32_t table;
    } request = {
        {sizeof request, RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, 1, 0},
        {.rtm_family = AF_INET, .rtm_protocol = protocol}, {8, RTA_TABLE}, table,
    };
    if (send(descriptor, &request, sizeof request, 0) < 0) die("send");
    for (uint32_t count = 0;;) {
        ssize_t length = recv(descriptor, inbox, sizeof inbox, 0);
        if (length < 0) die("recv");
        for (struct nlmsghdr *header = (void *)inbox; NLMSG_OK(header, length); header = NLMSG_NEXT(header, length)) {
            /* A table that does not exist is an error of its own, and empty. */
            if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR) return count;
            if (header->nlmsg_type == RTM_NEWROUTE) count++;
        }
    }
}

static void run(int descriptor, uint32_t table, uint32_t count, char **program) {
    double start = now(), end = start + 120;
    pid_t child = fork();
    if (child == 0) {
        /* What it has to say is not what we print. */
        dup2(2, 1);
        execvp(program[0], program);
        die(program[0]);
    }
    while (dump(descriptor, table, 0) < count) {
        if (now() > end || waitpid(child, NULL, WNOHANG) != 0) {
            kill(child, SIGKILL);
            errno = ETIMEDOUT;
            die("the program does not get there");
        }
        usleep(20000);
    }
    printf("%.6f\n", now() - start);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
}

int main(int count, char **arguments) {
    int descriptor = open_socket();
    if (count > 4 && strcmp(arguments[1], "run") == 0) {
        run(descriptor, strtoul(arguments[2], NULL, 10), strtoul(arguments[3], NULL, 10), arguments + 4);
        return 0;
    }
    if (count != 6) return 64;
    uint32_t device = if_nametoindex(arguments[2]), table = strtoul(arguments[3], NULL, 10);
    uint32_t gateway = inet_addr(arguments[4]), routes = strtoul(arguments[5], NULL, 10);
    double start = now();
    if (strcmp(arguments[1], "dump") == 0) {
        errno = EINVAL;
        if (dump(descriptor, table, 201) != routes) die("another number of routes");
    } else {
        change(descriptor, strcmp(arguments[1], "add") == 0 ? RTM_NEWROUTE : RTM_DELROUTE, device, table, gateway, routes);
    }
    printf("%.6f\n", now() - start);
    return 0;
}

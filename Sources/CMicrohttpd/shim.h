// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <microhttpd.h>
#include <stdio.h>

/// The Swift side of a daemon; `context` is the first argument of each function.
struct chttp_callbacks {
    void *context;
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection);
    enum MHD_Result (*proceed)(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                               const char *version, const char *data, size_t *size, void **exchange);
    void (*complete)(void *context, struct MHD_Connection *connection, void **exchange,
                     enum MHD_RequestTerminationCode reason);
    void (*log)(void *context, const char *line);
};

/// The library hands over a `va_list`, which Swift cannot format.
static void chttp_log(void *callbacks, const char *format, va_list arguments) {
    char line[512];
    vsnprintf(line, sizeof line, format, arguments);
    ((const struct chttp_callbacks *)callbacks)->log(((const struct chttp_callbacks *)callbacks)->context, line);
}

/// `MHD_start_daemon` is variadic. `callbacks` must live as long as the daemon.
static inline struct MHD_Daemon *chttp_start(struct chttp_callbacks *callbacks, int listener, unsigned connections,
                                             size_t memory, unsigned timeout) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        callbacks->proceed, callbacks->context,                           //
        MHD_OPTION_EXTERNAL_LOGGER, chttp_log, callbacks,                 // first: it is to hear about the others
        MHD_OPTION_LISTEN_SOCKET, listener,                               //
        MHD_OPTION_URI_LOG_CALLBACK, callbacks->begin, callbacks->context,  //
        MHD_OPTION_NOTIFY_COMPLETED, callbacks->complete, callbacks->context,
        MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

/// `MHD_get_connection_info` is variadic. The descriptor of the connection, or -1.
static inline int chttp_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <curl/curl.h>
#include <signal.h>

/// One GET over TLS: `curl_easy_setopt` is variadic, and its constants are macros or have the type of an enumeration.
struct ccurl_request {
    const char *url;
    /// Copied by the library: no. They must live as long as the handle.
    struct curl_slist *headers;
    /// PEM; copied. Without a certificate of the client its size is 0.
    const void *authority, *certificate, *key;
    size_t authority_size, certificate_size, key_size;
    long connect_milliseconds;
    /// Not to be sent over a connection that is open already.
    int fresh;
    /// The first argument of both functions.
    void *context;
    size_t (*header)(char *data, size_t size, size_t count, void *context);
    size_t (*body)(char *data, size_t size, size_t count, void *context);
    /// Of CURL_ERROR_SIZE bytes, as long as the handle.
    char *error;
};

static inline int ccurl_set_blob(CURL *handle, CURLoption option, const void *data, size_t size) {
    struct curl_blob blob = {(void *)data, size, CURL_BLOB_COPY};
    return size == 0 ? CURLE_OK : curl_easy_setopt(handle, option, &blob);
}

/// A handle that is set up, or NULL when the library refuses one of the options.
static inline CURL *ccurl_open(const struct ccurl_request *request) {
    CURL *handle = curl_easy_init();
    if (!handle) return NULL;
    int code = 0;
    code |= curl_easy_setopt(handle, CURLOPT_URL, request->url);
    code |= curl_easy_setopt(handle, CURLOPT_HTTPHEADER, request->headers);
    code |= curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
    code |= curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    code |= curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, (long)request->fresh);
    code |= curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    code |= curl_easy_setopt(handle, CURLOPT_TCP_KEEPIDLE, 20L);
    code |= curl_easy_setopt(handle, CURLOPT_TCP_KEEPINTVL, 5L);
    code |= curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
    code |= curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    // Neither a proxy of the environment nor a password in ~/.netrc is meant for the API server.
    code |= curl_easy_setopt(handle, CURLOPT_PROXY, "");
    code |= curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    code |= curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    // The blob takes the place of CAINFO, but not of CAPATH: without this the system's authorities count as well.
    code |= curl_easy_setopt(handle, CURLOPT_CAINFO, NULL);
    code |= curl_easy_setopt(handle, CURLOPT_CAPATH, NULL);
    code |= ccurl_set_blob(handle, CURLOPT_CAINFO_BLOB, request->authority, request->authority_size);
    code |= ccurl_set_blob(handle, CURLOPT_SSLCERT_BLOB, request->certificate, request->certificate_size);
    code |= ccurl_set_blob(handle, CURLOPT_SSLKEY_BLOB, request->key, request->key_size);
    code |= curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, request->header);
    code |= curl_easy_setopt(handle, CURLOPT_HEADERDATA, request->context);
    code |= curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, request->body);
    code |= curl_easy_setopt(handle, CURLOPT_WRITEDATA, request->context);
    code |= curl_easy_setopt(handle, CURLOPT_PRIVATE, request->context);
    code |= curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, request->error);
    if (code == 0) return handle;
    curl_easy_cleanup(handle);
    return NULL;
}

/// The context of a handle. `curl_easy_getinfo` is variadic.
static inline void *ccurl_context(CURL *handle) {
    char *context = NULL;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &context);
    return context;
}

/// The next transfer that has ended, or NULL. The result is in a union.
static inline CURL *ccurl_next(CURLM *multi, int *result) {
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

/// `curl_global_init` with everything; its constant is a macro.
static inline int ccurl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

/// The TLS library writes without MSG_NOSIGNAL: in the thread that runs transfers SIGPIPE must not end the process.
static inline void ccurl_block_sigpipe(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

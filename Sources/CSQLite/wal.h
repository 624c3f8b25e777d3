// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <sqlite3.h>
#include <string.h>

/* A VFS that is the default one but for write-ahead logs: what is written to one is gathered, and goes to the file in one piece before anything else is done
   with it, at the latest before its flush. SQLite writes each page and its header by themselves, twenty system calls for a commit of ten pages. Nothing is lost
   by it: what was not flushed was never committed, a reader sees a frame only after its commit has been flushed, and an error shows at the flush. */

/* SQLite's own file system writes less than 128 KiB at a time, and takes a larger piece for a full disk. */
enum { csqlite_wal_room = 120 * 1024 };

struct csqlite_wal {
    sqlite3_file base;
    sqlite3_file *real;
    char *bytes;
    int count;
    sqlite3_int64 start; /* of the bytes, in the file */
};

static inline int csqlite_wal_flush(sqlite3_file *file) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    if (wal->count == 0) return SQLITE_OK;
    int status = wal->real->pMethods->xWrite(wal->real, wal->bytes, wal->count, wal->start);
    /* What could not be written is given up with its transaction, which the error ends. */
    wal->count = 0;
    return status;
}

static inline int csqlite_wal_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 place) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    if (wal->count > 0 && (place != wal->start + wal->count || count > csqlite_wal_room - wal->count)) {
        int status = csqlite_wal_flush(file);
        if (status != SQLITE_OK) return status;
    }
    if (count > csqlite_wal_room) return wal->real->pMethods->xWrite(wal->real, bytes, count, place);
    if (wal->count == 0) wal->start = place;
    memcpy(wal->bytes + wal->count, bytes, (size_t)count);
    wal->count += count;
    return SQLITE_OK;
}

static inline int csqlite_wal_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 place) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    int status = csqlite_wal_flush(file);
    return status == SQLITE_OK ? wal->real->pMethods->xRead(wal->real, bytes, count, place) : status;
}

static inline int csqlite_wal_truncate(sqlite3_file *file, sqlite3_int64 size) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    int status = csqlite_wal_flush(file);
    return status == SQLITE_OK ? wal->real->pMethods->xTruncate(wal->real, size) : status;
}

static inline int csqlite_wal_sync(sqlite3_file *file, int flags) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    int status = csqlite_wal_flush(file);
    return status == SQLITE_OK ? wal->real->pMethods->xSync(wal->real, flags) : status;
}

static inline int csqlite_wal_size(sqlite3_file *file, sqlite3_int64 *size) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    int status = csqlite_wal_flush(file);
    return status == SQLITE_OK ? wal->real->pMethods->xFileSize(wal->real, size) : status;
}

static inline int csqlite_wal_close(sqlite3_file *file) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    csqlite_wal_flush(file);
    int status = wal->real->pMethods->xClose(wal->real);
    sqlite3_free(wal->bytes);
    sqlite3_free(wal->real);
    return status;
}

static inline int csqlite_wal_lock(sqlite3_file *file, int level) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    return wal->real->pMethods->xLock(wal->real, level);
}

static inline int csqlite_wal_unlock(sqlite3_file *file, int level) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    return wal->real->pMethods->xUnlock(wal->real, level);
}

static inline int csqlite_wal_check(sqlite3_file *file, int *result) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    return wal->real->pMethods->xCheckReservedLock(wal->real, result);
}

static inline int csqlite_wal_control(sqlite3_file *file, int operation, void *argument) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    return wal->real->pMethods->xFileControl(wal->real, operation, argument);
}

static inline int csqlite_wal_sector(sqlite3_file *file) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    return wal->real->pMethods->xSectorSize(wal->real);
}

static inline int csqlite_wal_traits(sqlite3_file *file) {
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    return wal->real->pMethods->xDeviceCharacteristics(wal->real);
}

static inline int csqlite_wal_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    static const sqlite3_io_methods methods = {
        1,
        csqlite_wal_close,
        csqlite_wal_read,
        csqlite_wal_write,
        csqlite_wal_truncate,
        csqlite_wal_sync,
        csqlite_wal_size,
        csqlite_wal_lock,
        csqlite_wal_unlock,
        csqlite_wal_check,
        csqlite_wal_control,
        csqlite_wal_sector,
        csqlite_wal_traits,
        0, 0, 0, 0, 0, 0,
    };
    sqlite3_vfs *real = (sqlite3_vfs *)vfs->pAppData;
    if ((flags & SQLITE_OPEN_WAL) == 0) return real->xOpen(real, name, file, flags, out);
    struct csqlite_wal *wal = (struct csqlite_wal *)file;
    wal->base.pMethods = 0;
    wal->count = 0;
    wal->bytes = (char *)sqlite3_malloc(csqlite_wal_room);
    wal->real = (sqlite3_file *)sqlite3_malloc(real->szOsFile);
    int status = SQLITE_NOMEM;
    if (wal->bytes && wal->real) {
        memset(wal->real, 0, (size_t)real->szOsFile);
        status = real->xOpen(real, name, wal->real, flags, out);
    }
    if (status == SQLITE_OK) {
        wal->base.pMethods = &methods;
    } else {
        sqlite3_free(wal->bytes);
        sqlite3_free(wal->real);
    }
    return status;
}

/* The name of the VFS for connections that write; the default one when it cannot be had. Called once, before the first of them. */
static inline const char *csqlite_gathering_vfs(void) {
    static sqlite3_vfs vfs;
    sqlite3_vfs *real = sqlite3_vfs_find(0);
    if (!real) return 0;
    vfs = *real;
    vfs.pNext = 0;
    vfs.zName = "tenancy";
    vfs.pAppData = real;
    vfs.xOpen = csqlite_wal_open;
    if (vfs.szOsFile < (int)sizeof(struct csqlite_wal)) vfs.szOsFile = (int)sizeof(struct csqlite_wal);
    return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? vfs.zName : real->zName;
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The file operations the daemon needs, on paths. All of them block.
package enum FileSystem {
    /// The whole content of a file; `EFBIG` when it has more than `limit` bytes. Nothing is waited for: a pipe that nobody writes is empty.
    package static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        do throws(Errno) {
            let file = try open(path, O_RDONLY | O_NONBLOCK)
            var content: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: min(limit, 64 << 10) + 1)
            while case let count = try file.read(into: &chunk), count > 0 {
                content += chunk.prefix(count)
                guard content.count <= limit else { throw Errno(rawValue: EFBIG) }
            }
            return content
        } catch {
            throw SystemError("read \(path)", error)
        }
    }

    /// Replaces the content of a file in one step: after a crash at any point it is the old or the new one.
    ///
    /// The new content is on disk, and so is its name, when the call returns. `mode` holds whatever the umask is.
    /// The corresponding C functions are `fsync` and `rename`.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(SystemError) {
        let (directory, name) = split(path)
        let temporary = "\(directory)/.\(name).\(UInt64.random(in: .min ... .max))"
        do throws(Errno) {
            let file = try open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            do throws(Errno) {
                try file.write(bytes)
                try check(fchmod(file.raw, mode))
                try check(fsync(file.raw))
                try check(unsafe rename(temporary, path))
            } catch {
                unsafe unlink(temporary)
                throw error
            }
            let parent = try open(directory, O_RDONLY | O_DIRECTORY)
            try check(fsync(parent.raw))
        } catch {
            throw SystemError("write \(path)", error)
        }
    }

    /// Makes a directory and the missing ones above it, each with `mode`; one that is there is left as it is.
    /// The corresponding C function is `mkdir`.
    package static func createDirectory(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        if unsafe mkdir(path, mode) == 0 {
            // mkdir(2) takes the umask away, which is for files nobody thought about.
            unsafe chmod(path, mode)
            return
        }
        let reason = Errno.current
        switch reason.rawValue {
        case EEXIST where isDirectory(path): return
        case ENOENT where split(path).directory != path:
            let parent = split(path).directory
            // Below /proc and its like nothing can be made although the directory is there.
            guard !isDirectory(parent) else { throw SystemError("create directory \(path)", reason) }
            try createDirectory(parent, mode: mode)
            try createDirectory(path, mode: mode)
        default: throw SystemError("create directory \(path)", reason)
        }
    }

    /// Whether something stands at `path`; a link that leads nowhere does not. The corresponding C function is `access`.
    package static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// How long ago a file was written last, by the wall clock; `nil` when there is none. The corresponding C function is `stat`.
    package static func age(of path: String) -> Duration? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        let written = Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000
        return .microseconds(SystemClock.microseconds() - written)
    }

    /// Removes a file; one that is not there is left at that. The corresponding C function is `unlink`.
    package static func remove(_ path: String) throws(SystemError) {
        guard unsafe unlink(path) != 0, errno != ENOENT else { return }
        throw SystemError("remove \(path)")
    }

    /// Removes a directory that is empty. The corresponding C function is `rmdir`.
    package static func removeDirectory(_ path: String) throws(SystemError) {
        guard unsafe rmdir(path) != 0 else { return }
        throw SystemError("remove \(path)")
    }

    /// The names in a directory, sorted by bytes, without `.` and `..`. The corresponding C function is `readdir`.
    package static func list(_ directory: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(directory) else { throw SystemError("list \(directory)") }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func open(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(Errno) -> FileDescriptor {
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .current }
        return FileDescriptor(adopting: descriptor)
    }

    /// Whether a directory stands at `path`, or a link to one. The corresponding C function is `stat`.
    package static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func check(_ result: Int32) throws(Errno) {
        if result != 0 { throw .current }
    }

    static func split(_ path: String) -> (directory: String, name: String) {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let name = String(path[path.index(after: slash)...])
        return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyAPI
internal import TenancyClient

extension Session {
    /// Reads an answer that is no JSON into a new file, which only the caller may read; nothing is replaced.
    ///
    /// - Returns: how many bytes it has.
    func download(_ path: [String], query: [(String, String?)] = [], to file: String) throws -> Int {
        do {
            var target = try NewFile(file, mode: 0o600)
            // The daemon copies and proves the whole plan before it answers.
            let request = Request(method: "GET", path: ["v1"] + path, query: Self.fields(query), timeout: .seconds(600))
            let count = try transport.download(request, to: &target)
            try target.finish()
            return count
        } catch let error as ClientError {
            throw Failure(error)
        } catch let error as SystemError {
            throw Failure(ExitCode.failure, code: "file.refused", "\(error)", hint: "ls -ld \(file)")
        }
    }

    /// Sends a request whose successful answer is no JSON.
    func reply(_ request: Request) throws(Failure) -> Reply {
        do throws(ClientError) {
            let reply = try transport.send(request)
            guard (200..<300).contains(reply.status) else { throw .problem(try reply.decode(Problem.self)) }
            return reply
        } catch {
            throw Failure(error)
        }
    }
}

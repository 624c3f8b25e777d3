// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import Platform
package import TenancyCore

/// Requests as files in a folder of this node; the answers are in another.
package struct FolderRequests: RequestSource {
    private let folder: String
    private let answers: String
    private static let sizeLimit = 1 << 20

    package init(folder: String, answers: String) {
        self.folder = folder
        self.answers = answers
    }

    package func read() async throws -> RequestInbox {
        do throws(SystemError) {
            var files: [RequestInbox.File] = []
            for path in try FileSystem.files(below: folder) where [".yaml", ".yml"].contains(where: path.hasSuffix) {
                let content = try FileSystem.read("\(folder)/\(path)", limit: Self.sizeLimit)
                files.append(RequestInbox.File(path: path, id: SHA256.hex(content), content: content))
            }
            var known: [String: [UInt8]] = [:]
            if FileSystem.isDirectory(answers) {
                for path in try FileSystem.files(below: answers) {
                    known[path] = try FileSystem.read("\(answers)/\(path)", limit: Self.sizeLimit)
                }
            }
            return RequestInbox(origin: folder, files: files, answers: known)
        } catch {
            throw TenancyError(.notFound, "cannot read the requests", hint: "ls -l \(folder)", cause: "\(error)")
        }
    }

    package func answer(_ answers: ManifestTree, message: CommitMessage) async throws {
        do throws(SystemError) {
            for (path, content) in answers.files.sorted(by: { $0.key < $1.key }) {
                let file = "\(self.answers)/\(path)"
                try FileSystem.createDirectory(FileSystem.directory(of: file))
                guard (try? FileSystem.read(file, limit: Self.sizeLimit)) != content else { continue }
                try FileSystem.write(content, to: file)
            }
            for path in try FileSystem.files(below: self.answers) where answers[path] == nil {
                try FileSystem.remove("\(self.answers)/\(path)")
            }
        } catch {
            throw TenancyError(
                .notFound, "cannot write the answers", hint: "ls -ld \(self.answers)", cause: "\(error)")
        }
    }
}

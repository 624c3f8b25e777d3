// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Platform
internal import TenancyAPI
internal import YAML

/// The documents of a file, and how they go to the daemon.
enum Documents {
    static let file = Option<[String]>.repeated(
        "file", short: "f", "FILE", .path, "YAML or JSON with one or more documents")
    private static let sizeLimit = 1 << 20

    /// The body of the request: all documents of the files, those in lists one by one.
    static func body(of files: [String]) throws -> [UInt8] {
        guard !files.isEmpty else { throw UsageError("missing option '--file FILE'", hint: "add -f FILE") }
        var items: [JSONValue] = []
        for path in files {
            do {
                let stream = YAMLStream(parsing: try FileSystem.read(path, limit: sizeLimit))
                if let problem = stream.problems.first { throw problem }
                for node in stream.documents {
                    if let list = node["items"], case .sequence(let nodes) = list.content {
                        items += nodes.map(JSONValue.init)
                    } else {
                        items.append(JSONValue(node))
                    }
                }
            } catch let error as SystemError {
                throw Failure(ExitCode.failure, code: "file.refused", "\(error)", hint: "ls -l \(path)")
            } catch let error as YAMLError {
                throw Failure(ExitCode.failure, code: "file.refused", "\(path): \(error)", hint: nil)
            }
        }
        let list = JSONValue.object([
            .init(key: "apiVersion", value: .string(APIVersion.current)), .init(key: "items", value: .array(items)),
            .init(key: "kind", value: .string("List")),
        ])
        return Array(list.text.utf8)
    }

    /// What became of each document, a line each.
    static func results(of change: ChangeObject) -> String {
        (change.results ?? []).map { "\($0.kind.lowercased())/\($0.name) \($0.result)".printable + "\n" }.joined()
    }
}

extension JSONValue {
    init(_ node: YAMLNode) {
        switch node.content {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .number(String(value))
        case .string(let text): self = .string(text)
        case .sequence(let nodes): self = .array(nodes.map(JSONValue.init))
        case .mapping(let entries):
            self = .object(
                entries.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: JSONValue($0.value)) })
        }
    }
}

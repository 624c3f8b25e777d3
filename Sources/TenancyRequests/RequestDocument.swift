// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyAPI
internal import TenancyCore
internal import YAML

/// The documents of one file.
struct RequestDocument {
    /// `Tenant acme`, in order.
    let objects: [String]
    /// The request for all of them.
    let body: [UInt8]

    /// - Throws: `TenancyError` with the line that is wrong.
    init(_ file: RequestInbox.File, kinds: Set<String>) throws {
        let stream = YAMLStream(parsing: file.content)
        if let problem = stream.problems.first {
            throw TenancyError(.invalid, "line \(problem.line): \(problem.message)")
        }
        guard !stream.documents.isEmpty else { throw TenancyError(.invalid, "there is no document") }
        var objects: [String] = []
        for document in stream.documents {
            guard let kind = document["kind"]?.text, let name = document["metadata"]?["name"]?.text else {
                throw TenancyError(.invalid, "line \(document.line): a document needs kind and metadata.name")
            }
            guard kinds.contains(kind) else {
                throw TenancyError(
                    .unsupported, "line \(document.line): kind \(kind) cannot be requested",
                    hint:
                        "requests may be of \(kinds.sorted().joined(separator: ", ")): requests.kinds in the configuration"
                )
            }
            objects.append("\(kind) \(name)")
        }
        self.objects = objects
        let list: YAMLValue = [
            "apiVersion": .string(APIVersion.current), "kind": "List",
            "items": .sequence(stream.documents.map(\.value)),
        ]
        body = Array(list.json().utf8)
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI
internal import TenancyClient

/// What a shell is answered: one candidate a line, a tab and what it means, or `:files`.
enum CompletionWords {
    /// The first argument of a request for candidates; what follows are the words behind the program's name.
    static let request = "__complete"
    /// The line that stands for whatever files the shell finds.
    private static let files = ":files"

    /// A shell waits for its prompt; without an answer it has no names.
    private static let patience = Duration.milliseconds(300)

    static func lines(
        for words: [String], environment: [String: String], connect: (_ socket: String) -> any Transport
    ) -> String {
        let completion = CommandTree.program.completion(of: words)
        let candidates: [Completion.Word]
        switch completion.source {
        case .words(let words): candidates = words
        case .names(let kind): candidates = names(of: kind, by: connect(socket(words, environment)))
        case .files: return "\(files)\n"
        case .nothing: return ""
        }
        return completion.candidates(candidates).map { "\($0.text)\t\($0.abstract)\n" }.joined()
    }

    private static func names(of kind: String, by transport: any Transport) -> [Completion.Word] {
        struct Named: Decodable {
            let metadata: ObjectMetadata
        }
        struct List: Decodable {
            let items: [Named]
        }
        let request = Request(method: "GET", path: ["v1", kind], timeout: patience)
        guard let list = try? transport.send(request).decode(List.self) else { return [] }
        return list.items.map { Completion.Word($0.metadata.name.printable) }
    }

    /// As far as it can be told from a line that is not finished.
    private static func socket(_ words: [String], _ environment: [String: String]) -> String {
        let option = words.lastIndex(of: "--socket").map { words[($0 + 1)...].first } ?? nil
        let twin = environment["TENANCY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        return option ?? twin ?? GlobalOptions.standardSocket
    }
}

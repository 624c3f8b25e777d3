// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPClient
internal import Synchronization

/// Reads an answer while it comes: what was selected of the documents, or the words of a refusal.
final class AnswerReader: ResponseReceiver {
    private struct State {
        var head = ResponseHead()
        var projector: JSONProjector
        /// The Status object of an answer that says no.
        var refusal: [UInt8] = []
        var flaw: JSONFlaw?
        /// Whoever is given the parts wants more of them.
        var isWanted = true
    }

    private static let refusalLimit = 1 << 16

    private let state: Mutex<State>
    private let give: @Sendable (JSONProjector.Part) -> Bool
    private let begun: @Sendable () -> Void

    /// - Parameters:
    ///   - begun: is called when the answer is no refusal.
    ///   - give: is given each part, and says whether there should be more.
    init(
        _ selection: FieldSelection, begun: @escaping @Sendable () -> Void,
        _ give: @escaping @Sendable (JSONProjector.Part) -> Bool
    ) {
        self.begun = begun
        state = Mutex(State(projector: JSONProjector(selection)))
        self.give = give
    }

    func begin(_ head: ResponseHead) {
        state.withLock { $0.head = head }
        if head.status == 200 { begun() }
    }

    func receive(_ bytes: Span<UInt8>) -> Bool {
        state.withLock { state in
            guard state.head.status == 200 else {
                for index in bytes.indices where state.refusal.count < Self.refusalLimit {
                    state.refusal.append(bytes[index])
                }
                return true
            }
            do throws(JSONFlaw) {
                var isWanted = state.isWanted
                try state.projector.take(bytes) { if isWanted { isWanted = give($0) } }
                state.isWanted = isWanted
                return isWanted
            } catch {
                state.flaw = error
                return false
            }
        }
    }

    /// What is wrong with the JSON; `nil` when all that came was whole.
    func flaw(mayEndEarly: Bool) -> String? {
        state.withLock { state in
            if let flaw = state.flaw { return "\(flaw)" }
            return mayEndEarly || state.projector.isBetweenDocuments ? nil : "the document does not end"
        }
    }

    /// What the server says of its refusal.
    var words: String? {
        state.withLock { state in
            var projector = JSONProjector(FieldSelection("message", "reason"))
            var words: String?
            try? projector.take(state.refusal.span) { part in
                if case .document(let status) = part { words = status.text("message") ?? status.text("reason") }
            }
            return words.map { String($0.prefix(1000)) }
        }
    }
}

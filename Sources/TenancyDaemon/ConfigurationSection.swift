// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

import YAML

/// A mapping of the configuration while it is read: each key is asked for by name, and `finish` refuses those that nobody asked for.
struct ConfigurationSection {
    let file: String
    /// Dotted, empty for the whole document.
    let path: String
    private let entries: [YAMLNode.Entry]
    private var asked: [String] = []

    /// - Throws: `ConfigurationError` when the node is no mapping. An absent or empty one has no keys.
    init(_ node: YAMLNode?, file: String, path: String) throws {
        self.file = file
        self.path = path
        switch node?.content {
        case nil, .null: entries = []
        case .mapping(let entries): self.entries = entries
        default:
            throw ConfigurationError(
                file: file, line: node?.line, message: "\(path.isEmpty ? "the document" : path) must be a mapping")
        }
    }

    /// All keys, in their order.
    var keys: [String] { entries.map(\.key) }

    /// The section below a key.
    mutating func section(_ key: String) throws -> ConfigurationSection {
        try ConfigurationSection(node(key), file: file, path: name(key))
    }

    /// The text of a scalar; `nil` when it is absent or null.
    mutating func text(_ key: String) throws -> String? {
        guard let node = node(key) else { return nil }
        return try text(of: node, name(key))
    }

    /// The texts of a list of scalars; empty when it is absent or null.
    mutating func texts(_ key: String) throws -> [String] {
        try nodes(key).map { try text(of: $0, name(key)) }
    }

    /// The sections of a list of mappings.
    mutating func sections(_ key: String) throws -> [ConfigurationSection] {
        try nodes(key).enumerated().map { try ConfigurationSection($1, file: file, path: "\(name(key))[\($0)]") }
    }

    /// A scalar that `make` understands.
    ///
    /// - Parameter make: Throws an error whose description says what is wrong, or returns `nil`.
    mutating func value<Value>(_ key: String, _ expectation: String, _ make: (String) throws -> Value?) throws -> Value?
    {
        guard let node = node(key) else { return nil }
        return try convert(node, name(key), expectation, make)
    }

    /// A list of scalars that `make` understands.
    mutating func values<Value>(_ key: String, _ expectation: String, _ make: (String) throws -> Value?) throws
        -> [Value]
    {
        try nodes(key).map { try convert($0, name(key), expectation, make) }
    }

    /// One of the texts that stand for the cases of an enumeration.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, as type: Choice.Type) throws
        -> Choice?
    {
        try value(key, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "), Choice.init(rawValue:))
    }

    /// A value that must be there.
    func require<Value>(_ value: Value?, _ key: String) throws -> Value {
        guard let value else {
            throw ConfigurationError(file: file, line: nil, message: "\(name(key)) is missing")
        }
        return value
    }

    /// What is wrong with a key beside its value.
    func failure(_ key: String, _ message: String) -> ConfigurationError {
        let line = entries.first { $0.key == key }?.keyLine ?? entries.first?.keyLine
        return ConfigurationError(file: file, line: line, message: "\(name(key)) \(message)")
    }

    /// Refuses keys that nobody asked for, and names the nearest one that exists.
    func finish() throws {
        guard let unknown = entries.first(where: { !asked.contains($0.key) }) else { return }
        let nearest = Suggestion.nearest(to: unknown.key, among: asked.sorted())
        let hint = nearest.map { "did you mean '\($0)'?" } ?? "known keys: \(asked.sorted().joined(separator: ", "))"
        throw ConfigurationError(
            file: file, line: unknown.keyLine, message: "unknown key '\(name(unknown.key))'", hint: hint)
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private mutating func node(_ key: String) -> YAMLNode? {
        asked.append(key)
        guard let node = entries.first(where: { $0.key == key })?.value, node.content != .null else { return nil }
        return node
    }

    private mutating func nodes(_ key: String) throws -> [YAMLNode] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let nodes) = node.content else {
            throw ConfigurationError(file: file, line: node.line, message: "\(name(key)) must be a list")
        }
        return nodes
    }

    private func text(of node: YAMLNode, _ name: String) throws -> String {
        guard let text = node.text else {
            throw ConfigurationError(file: file, line: node.line, message: "\(name) must be a single value")
        }
        return text
    }

    private func convert<Value>(
        _ node: YAMLNode, _ name: String, _ expectation: String, _ make: (String) throws -> Value?
    ) throws -> Value {
        let text = try text(of: node, name)
        do {
            if let value = try make(text) { return value }
        } catch {
            throw ConfigurationError(file: file, line: node.line, message: "\(name): \(error)")
        }
        throw ConfigurationError(file: file, line: node.line, message: "\(name): '\(text)' is not \(expectation)")
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension YAMLStream {
    /// Reads as much as there is; never fails, and takes time and memory in proportion to the text and `maximumNodes`.
    ///
    /// - Parameter maximumNodes: how many nodes the documents may have together; each alias counts as all that it stands for.
    package init(parsing bytes: [UInt8], maximumNodes: Int = 1 << 20, maximumDepth: Int = 64) {
        var composer = Composer(budget: maximumNodes, maximumDepth: maximumDepth)
        do throws(YAMLError) {
            try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
                let reader = try unsafe YAMLEventReader(buffer)
                try composer.stream(reader)
            }
        } catch {
            composer.problems.append(error)
        }
        self.init(documents: composer.documents, problems: composer.problems)
    }
}

/// Turns events into nodes, and aliases into copies.
private struct Composer {
    private(set) var documents: [YAMLNode] = []
    var problems: [YAMLError] = []
    private var budget: Int
    private let maximumDepth: Int
    /// Of the document that is read: what anchors name, with the number of nodes and of levels in it.
    private var anchors: [String: (node: YAMLNode, size: Int, depth: Int)] = [:]

    init(budget: Int, maximumDepth: Int) {
        self.budget = budget
        self.maximumDepth = maximumDepth
    }

    mutating func stream(_ reader: borrowing YAMLEventReader) throws(YAMLError) {
        while true {
            let event = try reader.next()
            switch event.kind {
            case .streamEnd: return
            case .documentStart:
                anchors = [:]
                let root = try node(reader.next(), depth: 1, reader)
                if root.node.content != .null { documents.append(root.node) }
            default: break
            }
        }
    }

    private mutating func node(
        _ event: YAMLEvent, depth: Int, _ reader: borrowing YAMLEventReader
    ) throws(YAMLError) -> (node: YAMLNode, size: Int, depth: Int) {
        try spend(1, at: event, depth: depth)
        var size = 1
        var levels = 1
        let content: YAMLNode.Content
        var text: String?
        switch event.kind {
        case .alias(let name):
            guard let known = anchors[name] else { throw event.error("alias '*\(name)' has no anchor before it") }
            try spend(known.size, at: event, depth: depth + known.depth - 1)
            return known
        case .scalar(let scalar, let isPlain):
            content = isPlain && !event.isTagged ? YAMLScalar.resolved(plain: scalar) : .string(scalar)
            text = scalar
        case .sequenceStart:
            var items: [YAMLNode] = []
            while case let next = try reader.next(), !next.isEnd {
                let item = try node(next, depth: depth + 1, reader)
                items.append(item.node)
                size += item.size
                levels = max(levels, item.depth + 1)
            }
            content = .sequence(items)
        case .mappingStart:
            var entries: [YAMLNode.Entry] = []
            var places: [String: Int] = [:]
            var merged: [YAMLNode] = []
            while case let next = try reader.next(), !next.isEnd {
                let key = try node(next, depth: depth + 1, reader)
                guard let name = key.node.text else { throw next.error("a key must be plain text") }
                let value = try node(reader.next(), depth: depth + 1, reader)
                size += value.size
                levels = max(levels, value.depth + 1)
                if name == "<<", case .scalar(_, true) = next.kind {
                    merged.append(value.node)
                    continue
                }
                let entry = YAMLNode.Entry(
                    key: name, keyLine: next.line, keyColumn: next.column, value: value.node)
                if let place = places[name] {
                    let first = entries[place].keyLine
                    problems.append(next.error("key '\(name)' stands twice, first on line \(first)"))
                    entries[place] = entry
                } else {
                    places[name] = entries.count
                    entries.append(entry)
                }
            }
            // What stands in the mapping itself wins, then the mappings in their order.
            for entry in merged.flatMap(Self.mappings).flatMap(\.self) where places[entry.key] == nil {
                places[entry.key] = entries.count
                entries.append(entry)
            }
            content = .mapping(entries)
        case .documentStart, .collectionEnd, .streamEnd, .other:
            throw event.error("a value is missing")
        }
        let result = (YAMLNode(content: content, text: text, line: event.line, column: event.column), size, levels)
        if let anchor = event.anchor { anchors[anchor] = result }
        return result
    }

    /// The entries of what a merge key names: a mapping, or a list of them.
    private static func mappings(_ node: YAMLNode) -> [[YAMLNode.Entry]] {
        switch node.content {
        case .mapping(let entries): [entries]
        case .sequence(let nodes): nodes.flatMap(mappings)
        default: []
        }
    }

    private mutating func spend(_ nodes: Int, at event: YAMLEvent, depth: Int) throws(YAMLError) {
        guard depth <= maximumDepth else { throw event.error("nested over \(maximumDepth) levels deep") }
        budget -= nodes
        guard budget >= 0 else { throw event.error("the aliases stand for too much to read it") }
    }
}

extension YAMLEvent {
    fileprivate var isEnd: Bool {
        if case .collectionEnd = kind { return true }
        return false
    }
}

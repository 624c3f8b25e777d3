// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenancyStore

/// The queue in a class: an expectation cannot change a value.
private final class Queue {
    private var queue: FairQueue<String>
    init(_ queue: FairQueue<String>) { self.queue = queue }
    var count: Int { queue.count }
    func append(_ element: String, of party: String) -> Bool { queue.append(element, of: party) }
    func take(atMost limit: Int) -> [String] { queue.take(atMost: limit) }
}

@Suite("The fair queue")
struct FairQueueTests {
    private func queue(_ elements: [String], all: Int = 100, party: Int = 100) -> Queue {
        var queue = FairQueue<String>(limits: .init(all: all, party: party))
        // The party is the letter.
        for element in elements { _ = queue.append(element, of: String(element.prefix(1))) }
        return Queue(queue)
    }

    @Test("parties are served in turn, and each in its own order")
    func turns() {
        let queue = queue(["a1", "a2", "a3", "a4", "b1", "b2", "c1"])
        #expect(queue.take(atMost: 100) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"])
        #expect(queue.count == 0)
    }

    @Test("the turn goes on where the last group ended")
    func groups() {
        let queue = queue(["a1", "a2", "a3", "b1", "b2"])
        #expect(queue.take(atMost: 1) == ["a1"])
        #expect(queue.take(atMost: 2) == ["b1", "a2"])
        #expect(queue.append("c1", of: "c"))
        #expect(queue.count == 3)
        #expect(queue.take(atMost: 100) == ["b2", "a3", "c1"])
        #expect(queue.take(atMost: 100) == [])
    }

    @Test("one party cannot fill the queue, and all together cannot exceed it")
    func bounds() {
        let queue = queue(["a1", "a2", "a3", "b1"], all: 4, party: 2)
        #expect(queue.count == 3)
        #expect(!queue.append("a4", of: "a"))
        #expect(queue.append("c1", of: "c"))
        #expect(!queue.append("d1", of: "d"))
        #expect(queue.take(atMost: 1) == ["a1"])
        #expect(queue.append("d1", of: "d"))
        #expect(queue.take(atMost: 100) == ["b1", "c1", "a2", "d1"])
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A non-empty run of consecutive values in the 128-bit space, both ends included: addresses, or plain numbers such as VLAN ids.
///
/// Ends are inclusive because the size of the whole space fits no integer.
package struct Extent: Hashable, Sendable, Comparable {
    package let first: UInt128
    package let last: UInt128

    /// The run from `first` to `last`; `nil` when `last` is below `first`.
    package init?(first: UInt128, last: UInt128) {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// The run of one value.
    package init(_ value: UInt128) {
        first = value
        last = value
    }

    /// The values of a prefix.
    package init(_ prefix: Prefix) {
        first = prefix.first.bits
        last = prefix.last.bits
    }

    /// The number of values less one, which always fits.
    package var span: UInt128 { last - first }

    /// The size of the largest aligned power-of-two block inside, as its logarithm: 0 for a single value, 128 for the whole space.
    ///
    /// It is the key of the free-space index: a free extent can hold an aligned block of 2^n values if and only if `fit >= n`.
    package var fit: Int {
        // Block sizes are tried from the largest that the span could hold; the answer is at most one below it.
        var size = span == .max ? 128 : 127 - (span + 1).leadingZeroBitCount
        while size > 0, firstAligned(size) == nil { size -= 1 }
        return size
    }

    /// The lowest aligned block of 2^size values inside, or `nil`.
    package func firstAligned(_ size: Int) -> Extent? {
        guard size < 128 else { return first == 0 && last == .max ? self : nil }
        let mask = (UInt128(1) << UInt128(size)) - 1
        let (rounded, overflow) = first.addingReportingOverflow(mask)
        let start = rounded & ~mask
        guard !overflow, start >= first, start <= last, last - start >= mask else { return nil }
        return Extent(first: start, last: start + mask)
    }

    /// The aligned block of 2^size values in the middle of the largest aligned block inside, or `nil`: both it and what lies before have room to grow.
    package func middleAligned(_ size: Int) -> Extent? {
        let fit = fit
        guard fit > size, let whole = firstAligned(fit) else { return firstAligned(size) }
        return Extent(first: whole.first + whole.span / 2 + 1, last: whole.last)?.firstAligned(size)
    }

    /// How many aligned blocks of 2^size values lie inside.
    package func blockCount(_ size: Int) -> UInt128 {
        guard let lowest = firstAligned(size) else { return 0 }
        return size == 128 ? 1 : (last - lowest.last) >> UInt128(size) + 1
    }

    /// What the two runs have in common.
    package func intersection(_ other: Extent) -> Extent? {
        Extent(first: max(first, other.first), last: min(last, other.last))
    }

    package func contains(_ other: Extent) -> Bool { first <= other.first && other.last <= last }
    package func contains(_ value: UInt128) -> Bool { first <= value && value <= last }
    package func overlaps(_ other: Extent) -> Bool { first <= other.last && other.first <= last }

    /// What is left of the run on each side when `inner`, which must lie inside, is taken out.
    package func removing(_ inner: Extent) -> (before: Extent?, after: Extent?) {
        (
            inner.first > first ? Extent(first: first, last: inner.first - 1) : nil,
            inner.last < last ? Extent(first: inner.last + 1, last: last) : nil
        )
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { (lhs.first, lhs.last) < (rhs.first, rhs.last) }
}

extension Extent {
    /// The shortest list of prefixes that covers exactly this run of addresses, in order.
    package var prefixes: [Prefix] {
        var result: [Prefix] = []
        var start = first
        while true {
            let left = last - start
            var size = min(start.trailingZeroBitCount, left == .max ? 128 : 127 - (left + 1).leadingZeroBitCount)
            // A block of IPv4-mapped space may not reach over the family's own prefix.
            if IPAddress(bits: start).family == .ipv4 { size = min(size, 32) }
            if let prefix = Prefix(first: IPAddress(bits: start), bits: 128 - size) { result.append(prefix) }
            let mask = size == 128 ? UInt128.max : (UInt128(1) << UInt128(size)) - 1
            guard left > mask else { return result }
            start += mask + 1
        }
    }
}

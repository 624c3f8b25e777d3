// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Reading netlink messages: every access is checked against the bytes that are there, so truncated input yields less, never a trap.
extension RawSpan {
    /// The integer at `offset` in host byte order, or nil when it does not lie within `range`.
    func load<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, at offset: Int, in range: Range<Int>
    ) -> Value? {
        guard offset >= range.lowerBound, offset + MemoryLayout<Value>.size <= Swift.min(range.upperBound, byteCount)
        else {
            return nil
        }
        return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type)
    }

    /// The message at `offset`, or nil when there is no whole one.
    func message(at offset: Int) -> MessageHeader? {
        let rest = offset..<Swift.max(offset, byteCount)
        guard let length = load(UInt32.self, at: offset, in: rest), length >= 16, Int(length) <= rest.count,
            let type = load(UInt16.self, at: offset + 4, in: rest),
            let flags = load(UInt16.self, at: offset + 6, in: rest),
            let sequence = load(UInt32.self, at: offset + 8, in: rest)
        else { return nil }
        return MessageHeader(
            type: type, flags: flags, sequence: sequence, payload: (offset + 16)..<(offset + Int(length)))
    }

    /// Calls `body` with the type and the payload of each whole attribute from `offset` on.
    func forEachAttribute(in range: Range<Int>, from offset: Int, _ body: (UInt16, Range<Int>) -> Void) {
        var offset = offset
        while let length = load(UInt16.self, at: offset, in: range), length >= 4,
            offset + Int(length) <= range.upperBound,
            let type = load(UInt16.self, at: offset + 2, in: range)
        {
            body(type & Wire.Attribute.typeMask, (offset + 4)..<(offset + Int(length)))
            offset += (Int(length) + 3) & ~3
        }
    }

    /// The text in `range` up to its terminating zero, at most 1 KiB: the longest that the kernel has is an alias of 255 bytes.
    func text(in range: Range<Int>) -> String {
        var bytes: [UInt8] = []
        for offset in range.prefix(1024) {
            guard let byte = load(UInt8.self, at: offset, in: range), byte != 0 else { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The address in `range`: four or sixteen bytes in network order.
    func address(in range: Range<Int>) -> InternetAddress? {
        switch range.count {
        case 4: load(UInt32.self, at: range.lowerBound, in: range).map { InternetAddress(ipv4: UInt32(bigEndian: $0)) }
        case 16:
            load(UInt128.self, at: range.lowerBound, in: range).map { InternetAddress(bits: UInt128(bigEndian: $0)) }
        default: nil
        }
    }
}

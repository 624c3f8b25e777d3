// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CNetlink

/// A growing buffer of netlink messages, kept and filled again for each batch.
///
/// Messages are written one after the other: `begin`, fixed header and attributes, `end`. Everything is in host byte order
/// but the addresses; attributes are padded to four bytes.
@safe package struct MessageBuffer: ~Copyable {
    private var storage: UnsafeMutableRawBufferPointer
    package private(set) var count = 0
    private var messageStart = 0

    /// An empty buffer with room for `capacity` bytes before it grows.
    package init(capacity: Int = 64 * 1024) {
        unsafe storage = .allocate(byteCount: max(capacity, 64), alignment: 16)
    }

    deinit {
        unsafe storage.deallocate()
    }

    /// Everything written since the last `removeAll`.
    package var bytes: [UInt8] { unsafe Array(storage[..<count]) }

    /// Forgets the messages, keeps the room.
    package mutating func removeAll() {
        count = 0
    }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }

    mutating func begin(_ type: UInt16, flags: UInt16, sequence: UInt32) {
        messageStart = count
        reserve(16)
        put(UInt32(0), at: count)
        put(type, at: count + 4)
        put(flags | Wire.Flag.request, at: count + 6)
        put(sequence, at: count + 8)
        put(UInt32(0), at: count + 12)
        count += 16
    }

    mutating func end() {
        put(UInt32(count - messageStart), at: messageStart)
    }

    /// Adds to the flags of the message begun last.
    mutating func addFlags(_ flags: UInt16) {
        let offset = messageStart + 6
        let present = unsafe storage.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        put(present | flags, at: offset)
    }

    mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        reserve(MemoryLayout<Value>.size)
        put(value, at: count)
        count += MemoryLayout<Value>.size
    }

    mutating func attribute<Value: FixedWidthInteger & BitwiseCopyable>(_ type: UInt16, _ value: Value) {
        let size = 4 + MemoryLayout<Value>.size
        reserve(size + 3)
        put(UInt16(size), at: count)
        put(type, at: count + 2)
        put(value, at: count + 4)
        count += size
        pad()
    }

    mutating func attribute(_ type: UInt16, _ address: InternetAddress) {
        switch address.family {
        case .ipv4: attribute(type, UInt32(truncatingIfNeeded: address.bits).bigEndian)
        case .ipv6: attribute(type, address.bits.bigEndian)
        }
    }

    /// A string with its terminating zero.
    mutating func attribute(_ type: UInt16, _ text: String) {
        append(UInt16(4 + text.utf8.count + 1))
        append(type)
        for byte in text.utf8 { append(byte) }
        append(UInt8(0))
        pad()
    }

    mutating func nested(_ type: UInt16, _ body: (inout MessageBuffer) -> Void) {
        let start = count
        append(UInt16(0))
        append(type | Wire.Attribute.nested)
        body(&self)
        put(UInt16(count - start), at: start)
    }

    /// Bytes and words one after the other, whose sum is known: room is made once.
    @inline(__always)
    mutating func append(_ bytes: (UInt8, UInt8, UInt8, UInt8), _ more: (UInt8, UInt8, UInt8, UInt8), _ word: UInt32) {
        reserve(12)
        put(bytes.0, at: count)
        put(bytes.1, at: count + 1)
        put(bytes.2, at: count + 2)
        put(bytes.3, at: count + 3)
        put(more.0, at: count + 4)
        put(more.1, at: count + 5)
        put(more.2, at: count + 6)
        put(more.3, at: count + 7)
        put(word, at: count + 8)
        count += 12
    }

    private mutating func pad() {
        while count % 4 != 0 { append(UInt8(0)) }
    }

    /// Within what is reserved.
    @inline(__always)
    private mutating func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
        unsafe storage.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }

    /// Makes room for so many bytes more.
    @inline(__always)
    private mutating func reserve(_ size: Int) {
        if unsafe count + size > storage.count { grow(count + size) }
    }

    @inline(never)
    private mutating func grow(_ needed: Int) {
        let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(needed, storage.count * 2), alignment: 16)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
        unsafe storage.deallocate()
        unsafe storage = larger
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// A request under way: the library's handle, and what its callbacks need.
///
/// `@unchecked Sendable`: made by the caller, and from then on used by the client's thread alone.
@safe final class Transfer: @unchecked Sendable {
    let request: ClientRequest
    let completion: @Sendable (Result<ResponseHead, HTTPClientError>) -> Void
    private let receiver: any ResponseReceiver
    private(set) var head = ResponseHead()
    private var hasBody = false
    private let started = ContinuousClock.now
    private var lastHeard = ContinuousClock.now
    /// The bytes of all heads so far, interim ones and trailers included.
    private var headSize = 0
    private var isHeadTooLarge = false
    private var handle: UnsafeMutableRawPointer?
    private var headers: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>

    init(
        _ request: ClientRequest, _ receiver: any ResponseReceiver,
        completion: @escaping @Sendable (Result<ResponseHead, HTTPClientError>) -> Void
    ) {
        self.request = request
        self.receiver = receiver
        self.completion = completion
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
        unsafe errorText.deallocate()
    }

    /// How many bytes of heads are read.
    static let headLimit = 256 << 10

    /// The handle, set up; `nil` when the library refuses an option.
    func open(fresh: Bool) -> UnsafeMutableRawPointer? {
        // The time that it waited for others is not the server's silence.
        lastHeard = .now
        for header in request.headers {
            let longer = unsafe curl_slist_append(headers, "\(header.name): \(header.value)")
            guard unsafe longer != nil else { return nil }
            unsafe headers = longer
        }
        let trust = request.trust
        unsafe handle = unsafe request.url.withCString { url in
            unsafe trust.authority.withUnsafeBytes { authority in
                unsafe trust.certificate.withUnsafeBytes { certificate in
                    unsafe trust.key.withUnsafeBytes { key in
                        var options = unsafe ccurl_request()
                        unsafe options.url = url
                        unsafe options.headers = headers
                        unsafe (options.authority, options.authority_size) = (authority.baseAddress, authority.count)
                        unsafe (options.certificate, options.certificate_size) =
                            (certificate.baseAddress, certificate.count)
                        unsafe (options.key, options.key_size) = (key.baseAddress, key.count)
                        unsafe options.connect_milliseconds = Int(request.connectLimit / .milliseconds(1))
                        unsafe options.fresh = fresh ? 1 : 0
                        unsafe options.context = Unmanaged.passUnretained(self).toOpaque()
                        unsafe options.header = takeHeader
                        unsafe options.body = takeBody
                        unsafe options.error = errorText
                        return unsafe ccurl_open(&options)
                    }
                }
            }
        }
        return unsafe handle
    }

    /// Whether the answer has begun, which proves the connection alive.
    var isAnswered: Bool { head.status >= 200 }

    /// When the request has to be given up, as things stand.
    var deadline: ContinuousClock.Instant {
        min(lastHeard + request.silenceLimit, started + request.totalLimit)
    }

    /// Why it is given up at its deadline.
    var overdue: HTTPClientError {
        started + request.totalLimit <= lastHeard + request.silenceLimit
            ? .tooLong(request.totalLimit) : .silent(request.silenceLimit)
    }

    /// The error for the library's result.
    func error(_ code: CURLcode) -> HTTPClientError {
        if isHeadTooLarge { return .broken("the head of the answer is larger than \(Self.headLimit) bytes") }
        let text = unsafe String(cString: errorText)
        return HTTPClientError(code, text.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : text)
    }

    /// What comes before the body is over; the receiver is told once.
    func finishHead() {
        guard !hasBody else { return }
        hasBody = true
        receiver.begin(head)
    }

    fileprivate func header(_ bytes: UnsafeRawBufferPointer) -> Bool {
        lastHeard = .now
        headSize += bytes.count
        isHeadTooLarge = headSize > Self.headLimit
        // Trailers come after the body and mean nothing here.
        guard !isHeadTooLarge, !hasBody, bytes.count <= 1024 else { return !isHeadTooLarge }
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        let text = line.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
        if !text.isEmpty { head.add(String(text)) } else if isAnswered { finishHead() }
        return true
    }

    fileprivate func body(_ bytes: UnsafeRawBufferPointer) -> Bool {
        lastHeard = .now
        finishHead()
        return unsafe receiver.receive(bytes.bindMemory(to: UInt8.self).span)
    }
}

/// `CURLOPT_HEADERFUNCTION`: another number than it was given ends the transfer.
private func takeHeader(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return -1 }
    let isWanted = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        .header(UnsafeRawBufferPointer(start: data, count: size * count))
    return isWanted ? size * count : -1
}

/// `CURLOPT_WRITEFUNCTION`: another number than it was given ends the transfer.
private func takeBody(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return -1 }
    let isWanted = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        .body(UnsafeRawBufferPointer(start: data, count: size * count))
    return isWanted ? size * count : -1
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a use case answers when it cannot do what was asked: one message, the field it is about, and what to do next.
package struct TenancyError: Error, Equatable, Sendable {
    /// A stable, dotted name of the reason. New ones may appear; a reader must treat an unknown one by the HTTP status alone.
    package struct Code: Hashable, Sendable, RawRepresentable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package init(_ rawValue: String) { self.rawValue = rawValue }
    }

    package let code: Code
    /// Lower case, no full stop; names the object and the other party.
    package let message: String
    /// The request field in question, as it is named in the API.
    package let field: String?
    /// An action the reader can take.
    package let hint: String?
    /// The text of the error underneath, when there is one.
    package let cause: String?

    package init(_ code: Code, _ message: String, field: String? = nil, hint: String? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
        self.hint = hint
        self.cause = cause
    }
}

extension TenancyError: CustomStringConvertible {
    package var description: String { cause.map { "\(message): \($0)" } ?? message }
}

extension TenancyError.Code {
    /// A value is malformed.
    package static let invalid = Self("request.invalid")
    /// The request asks for a combination that the target cannot do.
    package static let unsupported = Self("request.unsupported")
    /// Something of that name exists.
    package static let exists = Self("object.exists")
    /// No such object.
    package static let notFound = Self("object.not-found")
    /// The object is still used by another.
    package static let inUse = Self("object.in-use")
    /// Something live is in the way.
    package static let blocked = Self("object.blocked")
    /// The prefix overlaps another party's.
    package static let overlap = Self("address.overlap")
    /// The address is not free.
    package static let notFree = Self("address.not-free")
    /// No free space of the wanted size.
    package static let exhausted = Self("pool.exhausted")
    /// The tenant's quota does not allow it.
    package static let quota = Self("quota.exceeded")
    /// The state is not the one the caller named.
    package static let moved = Self("revision.moved")
    /// A later change depends on the one that shall be undone.
    package static let needed = Self("revision.needed")
    /// The idempotency key stands for another request.
    package static let conflict = Self("request.conflict")
    /// The caller may not do this.
    package static let forbidden = Self("request.forbidden")
    /// The store cannot write at the moment.
    package static let storeUnavailable = Self("store.unavailable")
    /// Too many changes wait to be written; the caller may try again.
    package static let storeBusy = Self("store.busy")
    /// The store's file is damaged or is not ours.
    package static let storeDamaged = Self("store.damaged")
    /// What shall be promoted to another environment is not proved to work where it is.
    package static let promotionNotReady = Self("promotion.not-ready")
    /// Waiting ended before the state was reached.
    package static let timedOut = Self("wait.timed-out")
    /// A defect of the daemon.
    package static let `internal` = Self("daemon.internal")
}

extension TenancyError {
    /// An address error as the answer for a request field.
    package init(_ error: AddressError, field: String) {
        self.init(.invalid, "\(field): \(error)", field: field, hint: error.hint)
    }
}

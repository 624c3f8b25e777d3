// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The command that was named, and the values given to it; all of them are checked.
package struct Match: Sendable {
    /// The words of the command, without the program's name: `["pool", "create"]`.
    package let path: [String]
    let options: [String: any Sendable]
    let arguments: [String: any Sendable]

    /// The value of an option that the command, or a noun above it, declares.
    package subscript<Value>(option: Option<Value>) -> Value {
        let name = option.declaration.name
        guard let value = options[name] as? Value else {
            preconditionFailure("'\(path.joined(separator: " "))' does not declare --\(name)")
        }
        return value
    }

    /// The value of an argument that the command declares.
    package subscript<Value>(argument: Argument<Value>) -> Value {
        let placeholder = argument.declaration.placeholder
        guard let value = arguments[placeholder] as? Value else {
            preconditionFailure("'\(path.joined(separator: " "))' does not declare \(placeholder)")
        }
        return value
    }
}

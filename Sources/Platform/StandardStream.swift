// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Unbuffered output: `print` buffers when it does not write to a terminal, and a killed process loses the rest.
package enum StandardStream {
    /// Writes `text` to descriptor 1 or 2; a reader that has gone is no error. The corresponding C function is `write`.
    package static func write(_ text: String, to descriptor: Int32) {
        let stream = FileDescriptor(adopting: descriptor)
        try? stream.write(text.utf8)
        _ = stream.release()
    }
}

// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What somebody else wrote: any number of documents, with anchors, merge keys and tags.
///
/// Unlike `YAMLNode.parse`, which is for our own configuration, it reads on where it can and says what is wrong beside what it read.
package struct YAMLStream: Sendable, Equatable {
    /// The documents before the first error of the grammar, empty ones left out. An alias stands for a copy of its node, with the
    /// places of the original; of a repeated key the last value stays.
    package let documents: [YAMLNode]
    /// Repeated keys, and the error that ended the reading, in the order in which they were met.
    package let problems: [YAMLError]
}

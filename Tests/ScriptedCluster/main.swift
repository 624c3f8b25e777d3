// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

// scripted-cluster FOLDER: plays a cluster until it is told to quit. See Player.
import APIServerFixture
import Foundation

guard CommandLine.arguments.count == 2 else {
    FileHandle.standardError.write(Data("usage: scripted-cluster FOLDER\n".utf8))
    exit(64)
}
do {
    try Player(folder: CommandLine.arguments[1]).play()
} catch {
    FileHandle.standardError.write(Data("error: \(error)\n".utf8))
    exit(1)
}

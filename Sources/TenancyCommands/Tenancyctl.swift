// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Platform
internal import TenancyAPI
internal import TenancyClient

/// The command line tool, from its arguments to its exit code.
package enum Tenancyctl {
    /// Runs with the arguments, the environment and the streams of this process, and returns its exit code.
    package static func run() -> Int32 {
        let environment = Host.environment
        let console = SystemConsole(environment: environment)
        return run(Array(CommandLine.arguments.dropFirst()), environment: environment, console: console) { socket in
            DaemonClient(socket: socket)
        }
    }

    /// Runs the command that `arguments` (without the program's name) ask for, and returns the exit code.
    ///
    /// `connect` gives the way to the daemon behind a socket's path; it is called at most once.
    package static func run(
        _ arguments: [String], environment: [String: String], console: any Console,
        connect: (_ socket: String) -> any Transport
    ) -> Int32 {
        if arguments.first == CompletionWords.request {
            console.write(
                CompletionWords.lines(
                    for: Array(arguments.dropFirst()), environment: environment, connect: connect))
            return ExitCode.success
        }
        do {
            switch try CommandTree.program.parse(arguments, environment: environment) {
            case .text(let text): console.write(text)
            case .command(let match):
                if match[GlobalOptions.output] == .sarif, match.path != ["manifests", "lint"] {
                    throw UsageError(
                        "only 'manifests lint' has findings to print as sarif", hint: "tenancyctl help formats")
                }
                if match[GlobalOptions.output] == .markdown, match.path != ["tenant", "sheet"] {
                    throw UsageError("only 'tenant sheet' is printed as markdown", hint: "tenancyctl help formats")
                }
                let transport = connect(match[GlobalOptions.socket])
                let session = Session(match: match, transport: transport, console: console)
                do {
                    try CommandTree.command(at: match.path)?.run(session)
                } catch is Difference {
                    return ExitCode.different
                } catch let failure as Failure {
                    try report(failure, match, console)
                    return failure.exitCode
                }
            }
            return ExitCode.success
        } catch let error as UsageError {
            report(error.message, hint: error.hint, console)
            return UsageError.exitCode
        } catch {
            report("\(error)", hint: nil, console)
            return ExitCode.failure
        }
    }

    private static func report(_ failure: Failure, _ match: Match, _ console: any Console) throws {
        let problem = failure.problem
        if match[GlobalOptions.output] == .json {
            let document = JSONValue(parsing: try JSON.encode(problem))
            console.writeError((document?.text ?? "") + "\n")
            return
        }
        report(problem.detail, hint: failure.hint, console)
        guard match[GlobalOptions.verbose] else { return }
        let details = [("code", problem.code), ("field", problem.field), ("request", problem.requestID)]
        for case (let label, let value?) in details { console.writeError("\(label): \(value.printable)\n") }
    }

    private static func report(_ message: String, hint: String?, _ console: any Console) {
        func label(_ text: String, colour: Int) -> String {
            console.isColoured ? "\u{1B}[1;\(colour)m\(text):\u{1B}[0m" : "\(text):"
        }
        console.writeError("\(label("error", colour: 31)) \(message.printable)\n")
        if let hint { console.writeError("\(label("hint", colour: 36)) \(hint.printable)\n") }
    }
}

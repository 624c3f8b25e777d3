// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum CompletionScript: Subcommand {
    private static let shell = Argument<Shell>.required("SHELL", .word, "whose completion it is")

    static let declaration = Command(
        "completion", "Print what makes a shell complete this command",
        discussion: """
            Offers commands, options, their words, and the names of pools, tenants, networks and leaks, which it asks the \
            daemon for. 'make install' puts it where each shell looks.
            """,
        arguments: [shell.declaration],
        examples: [
            Example("What '. <(tenancyctl completion bash)' makes bash read", "tenancyctl completion bash")
        ])

    static func run(_ session: Session) { session.console.write(session.match[shell].script) }

    /// The scripts have no knowledge of their own: they ask `tenancyctl __complete`, whose last argument is the word that is being typed.
    private enum Shell: String, CaseIterable {
        case bash, zsh, fish

        var script: String {
            switch self {
            case .bash:
                #"""
                # bash completion for tenancyctl
                _tenancyctl() {
                    local line
                    COMPREPLY=()
                    while IFS= read -r line; do
                        if [[ $line == :files ]]; then
                            compopt -o filenames
                            mapfile -t COMPREPLY < <(compgen -f -- "$2")
                        else
                            COMPREPLY+=("${line%%$'\t'*}")
                        fi
                    done < <("$1" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
                }
                complete -F _tenancyctl tenancyctl

                """#
            case .zsh:
                #"""
                #compdef tenancyctl
                _tenancyctl() {
                    local line
                    local -a found
                    while IFS= read -r line; do
                        if [[ $line == :files ]]; then
                            _files
                            return
                        fi
                        found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
                    done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
                    _describe tenancyctl found
                }
                if [ "$funcstack[1]" = _tenancyctl ]; then _tenancyctl "$@"; else compdef _tenancyctl tenancyctl; fi

                """#
            case .fish:
                #"""
                # fish completion for tenancyctl
                function __tenancyctl_complete
                    set -l words (commandline -opc) (commandline -ct)
                    set -l found ($words[1] __complete $words[2..] 2>/dev/null)
                    if test "$found" = :files
                        __fish_complete_path $words[-1]
                    else
                        printf '%s\n' $found
                    end
                end
                complete -c tenancyctl -f -a '(__tenancyctl_complete)'

                """#
            }
        }
    }
}

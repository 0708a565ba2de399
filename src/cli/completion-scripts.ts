/**
 * What a shell reads to complete the program's lines, by its name. Each asks the program for what could stand in the place of
 * the last word: `completion SHELL -- WORDS`. bash, whose words are not those of the line, hands over the line itself. What
 * ends in a colon or an equals sign goes on, so no blank follows it.
 */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `# tpchmodel completes its lines: source <(tpchmodel completion bash)
# Without what bash 4 brought, as macOS has 3.2.
_tpchmodel() {
  local reply
  COMPREPLY=()
  while IFS= read -r reply; do
    COMPREPLY+=("$reply")
  done < <("\${COMP_WORDS[0]}" completion bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  case "\${COMPREPLY[0]}" in
    *[:=]) [[ \${#COMPREPLY[@]} -eq 1 ]] && type compopt >/dev/null 2>&1 && compopt -o nospace ;;
  esac
  return 0
}
complete -o default -F _tpchmodel tpchmodel
`,
  zsh: `#compdef tpchmodel
# tpchmodel completes its lines: source <(tpchmodel completion zsh)
_tpchmodel() {
  local -a found open
  found=("\${(@f)$("\${(Q)words[1]}" completion zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  found=("\${(@)found:#}")
  if (( \${#found} == 0 )); then
    _files
    return
  fi
  open=("\${(@M)found:#*[:=]}")
  found=("\${(@)found:#*[:=]}")
  (( \${#open} )) && compadd -S '' -- "\${open[@]}"
  (( \${#found} )) && compadd -- "\${found[@]}"
}
# A file of a folder of $fpath is run as the function itself, at the first Tab.
if [[ "$funcstack[1]" == _tpchmodel ]]; then
  _tpchmodel "$@"
else
  compdef _tpchmodel tpchmodel
fi
`,
  fish: `# tpchmodel completes its lines: tpchmodel completion fish | source
function __tpchmodel_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct | string trim --left --chars "\\"'")
  set -l found ($words[1] completion fish -- $words[2..-1] "$current" 2>/dev/null)
  if set -q found[1]
    string join \\n -- $found
  else
    __fish_complete_path "$current"
  end
end
complete -c tpchmodel -f -a '(__tpchmodel_complete)'
`,
}

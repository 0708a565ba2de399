/**
 * What a shell reads to complete the program's lines, by its name. Each asks the program for what could stand in the place of
 * the last word: `completion SHELL -- WORDS`.
 */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `# tpchmodel completes its lines: source <(tpchmodel completion bash)
_tpchmodel() {
  # The line itself: bash takes words with a colon apart.
  local line="\${COMP_LINE:0:COMP_POINT}" current found
  local -a words
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  current="\${words[-1]}"
  mapfile -t COMPREPLY < <("\${words[0]}" completion bash -- "\${words[@]:1}" 2>/dev/null)
  if [[ "$current" == *:* ]]; then
    found="\${current%"\${current##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$found"}")
  fi
}
complete -o default -F _tpchmodel tpchmodel
`,
  zsh: `#compdef tpchmodel
# tpchmodel completes its lines: source <(tpchmodel completion zsh)
_tpchmodel() {
  local -a found
  found=("\${(@f)$("\${words[1]}" completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _tpchmodel tpchmodel
`,
  fish: `# tpchmodel completes its lines: tpchmodel completion fish | source
function __tpchmodel_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found ($words[1] completion fish -- $words[2..-1] 2>/dev/null)
  if set -q found[1]
    string join \\n -- $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c tpchmodel -f -a '(__tpchmodel_complete)'
`,
}

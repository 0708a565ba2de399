import { always, type CommandEntry } from './command-entry.ts'
import { dryRun, type Flag, outputFlag, prune, selectionFlags } from './flags.ts'
import { lakeFlag } from './reading-flags.ts'

const inEnvironment: Flag = {
  flags: '--environment <name>',
  says: "the environment that is meant; default: the target's",
}

/** Commands that look at the environments of a lake, and change what they show. */
export const lakeCommands: readonly CommandEntry[] = [
  {
    name: 'environments',
    takes: '[action...]',
    summary: 'list the environments of the lake; show NAME, diff FROM TO, history NAME',
    example: 'tpchmodel environments diff prod dev',
    group: 'Lake:',
    flags: [
      ...always,
      {
        title: 'Result:',
        flags: [
          { flags: '--limit <n>', says: 'states of a history at most; default: 20', wholeNumberFrom: 1 },
          lakeFlag,
          outputFlag(['text', 'json'], 'text'),
        ],
      },
    ],
  },
  {
    name: 'promote',
    takes: '<from> [to]',
    summary: 'make an environment show what another shows; nothing is computed or copied',
    example: 'tpchmodel promote dev prod',
    group: 'Lake:',
    flags: [
      ...always,
      selectionFlags,
      {
        title: 'Environment:',
        flags: [
          { ...inEnvironment, says: "the environment that is to show it; default: the target's" },
          { ...prune, says: 'take away from it what the other does not show' },
          dryRun,
          outputFlag(['text', 'json'], 'text'),
        ],
      },
    ],
  },
  {
    name: 'rollback',
    summary: 'make an environment show an earlier state again; without one, list them',
    example: 'tpchmodel rollback --steps 1',
    group: 'Lake:',
    flags: [
      ...always,
      {
        title: 'State:',
        flags: [
          { flags: '--to <run>', says: 'that which a run published' },
          { flags: '--epoch <n>', says: 'that of an epoch', wholeNumberFrom: 1 },
          { flags: '--steps <n>', says: 'so many states before the current one', wholeNumberFrom: 1 },
        ],
      },
      {
        title: 'Environment:',
        flags: [inEnvironment, dryRun, outputFlag(['text', 'json'], 'text')],
      },
    ],
  },
]

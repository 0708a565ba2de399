import type { Flag, FlagGroup } from './flags.ts'

/** Of commands that read tables: which state of which environment. */
export const readingFlags: FlagGroup = {
  title: 'Environment:',
  flags: [
    { flags: '--environment <name>', says: "the environment that is read; default: the target's" },
    { flags: '--epoch <n>', says: 'as it was at an epoch', wholeNumberFrom: 1 },
    { flags: '--run <id>', says: 'as a run published it' },
    {
      flags: '--version <which>',
      says: 'failed: what failed a test when last built, in place of what readers see; default: shown',
      choices: ['shown', 'failed'],
    },
  ],
}

/** Of commands that can read a lake without a project. */
export const lakeFlag: Flag = {
  flags: '--from <lake>',
  says: "a lake to read in place of the project's: a folder, or s3://bucket/prefix",
}

interface Words {
  readonly message: string
  readonly hint?: string
}

interface YamlMistake {
  readonly code: string
  readonly message: string
  /** What stands at the place, up to the end of its line. */
  readonly found: string
}

/** By the parser's own sentence, where its code covers several mistakes. The first that matches counts. */
const bySentence: readonly (readonly [RegExp, Words])[] = [
  [/closing "quote/, { message: 'A text that begins with " has no closing ".' }],
  [
    /closing 'quote/,
    { message: "A text that begins with ' has no closing '.", hint: "Inside '…', write '' for one '." },
  ],
  [
    /in (?:flow (?:map|sequence)|collection)|(?:flow (?:map|sequence)|Flow (?:map|sequence))|flow collection|items$/,
    {
      message: 'A list in [ ] or a mapping in { } is not well formed.',
      hint: 'Separate items with commas, write a space behind ":", and close every bracket.',
    },
  ],
  [
    /Comments must be separated/,
    { message: 'A comment needs a space before "#".', hint: 'If "#" belongs to the text, put the text in quotes.' },
  ],
  [
    /followed by map values/,
    { message: 'A key has no ":" behind it.', hint: 'Write "key: value", or "- value" for an item of a list.' },
  ],
  [
    /Sequence item without/,
    {
      message: 'The line begins neither below the text of the item above nor with a "-" of its own.',
      hint: 'Keys of one item begin in the same column.',
    },
  ],
  [
    /Block scalar header/,
    { message: 'Behind "|" or ">" only "+", "-" or a digit may stand; the text begins on the next line.' },
  ],
  [
    /directives-end|YAML directive|TAG directive|directive/,
    {
      message: 'A line that begins with "%" is not understood.',
      hint: 'If "%" belongs to a text, put the text in quotes.',
    },
  ],
]

const byCode: Readonly<Record<string, Words>> = {
  BAD_INDENT: {
    message: 'The line is not indented like its neighbors.',
    hint: 'Keys of one mapping, and items of one list, begin in the same column.',
  },
  TAB_AS_INDENT: { message: 'A tab cannot indent a line in YAML.', hint: 'Use spaces.' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A second ": " stands in one line.',
    hint: 'If it belongs to the text, put the text in quotes.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'A key has no ":" behind it, or goes over several lines.',
    hint: 'Write "key: value" on one line, or put a text of several lines in quotes.',
  },
  BLOCK_IN_FLOW: { message: 'Inside [ ] and { }, lists and mappings are written with brackets too.' },
  BAD_DQ_ESCAPE: {
    message: 'In a text in double quotes, "\\" begins an escape, and this one does not exist.',
    hint: "Write \\\\ for one backslash, or use single quotes: '…'.",
  },
  MULTIPLE_DOCS: { message: 'The file holds more than one document.', hint: 'Remove the line "---".' },
  BAD_ALIAS: { message: 'The name behind "&" or "*" is missing.' },
  ALIAS_PROPS: { message: 'An alias (*name) cannot have an anchor or a tag of its own.' },
  RESOURCE_EXHAUSTION: { message: 'Lists and mappings are nested too deeply.' },
  KEY_OVER_1024_CHARS: { message: 'A key is longer than 1,024 characters.' },
}

/** What the YAML parser found, in our words. */
export function yamlWords({ code, message, found }: YamlMistake): Words {
  if (code === 'BAD_SCALAR_START') {
    return { message: `A text cannot begin with "${found.slice(0, 1)}" unless it is in quotes.` }
  }
  const sentence = bySentence.find(([pattern]) => pattern.test(message))?.[1]
  return sentence ?? byCode[code] ?? { message: `The YAML is not well formed here: ${message}.` }
}

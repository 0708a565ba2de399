// Preloaded by Node: makes a program believe that it writes to a terminal of 110 columns.
for (const stream of [process.stdout, process.stderr]) {
  Object.defineProperties(stream, { isTTY: { value: true }, columns: { value: 110 }, rows: { value: 50 } })
}

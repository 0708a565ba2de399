import type { RunInput } from './run-input.ts'
import type { Storing } from './storing.ts'

/** A lake is far away; one that is near has everything by then. */
const tellEvery = 10_000

/** Tells every now and then what is still on its way into the lake, as long as somebody waits for it. */
export async function tellStoring<T>(
  storing: Storing,
  { store, report, clock }: Pick<RunInput, 'store' | 'report' | 'clock'>,
  wait: () => Promise<T>,
): Promise<T> {
  const tell = () => {
    const { nodes, bytes } = storing.left()
    if (nodes > 0) report({ type: 'message', text: sentence(nodes, bytes, store?.url ?? ''), at: clock.now() })
  }
  const timer = setInterval(tell, tellEvery)
  try {
    return await wait()
  } finally {
    clearInterval(timer)
  }
}

function sentence(nodes: number, bytes: number, url: string): string {
  const what = nodes === 1 ? '1 model is' : `${nodes} models are`
  return `${what} still on the way to ${url}: ${Math.ceil(bytes / 1_000_000)} MB.`
}

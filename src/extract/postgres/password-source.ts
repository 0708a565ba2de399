import { type ChildProcess, spawn } from 'node:child_process'
import { Secret } from '../../util/secret.ts'
import { passwordCommandFailed } from './connect-diagnostics.ts'
import type { Server } from './server.ts'

/** Where the password of a server comes from. */
export interface PasswordSource {
  /** Throws `ExtractError`. */
  get(): Promise<Secret | undefined>
  /** The server refused it: the next `get` does not give it again if there may be another. */
  forget(): void
}

/** How long what a command printed is used for further connections. Tokens of clouds live for minutes. */
const freshFor = 60_000
/** How long a command may take. */
const patience = 60_000

/** The profile's password, or what its command prints, which is run again for connections that are opened later. */
export function passwordSource({ password, passwordCommand }: Server): PasswordSource {
  if (passwordCommand === undefined) return { get: () => Promise.resolve(password), forget: () => undefined }
  let last: { readonly until: number; readonly printed: Promise<Secret> } | undefined
  return {
    get() {
      if (last === undefined || last.until < Date.now()) {
        const printed = printedBy(passwordCommand)
        last = { until: Date.now() + freshFor, printed }
        printed.catch(() => {
          last = undefined
        })
      }
      return last.printed
    },
    forget() {
      last = undefined
    },
  }
}

/** Ends a command and what it started. Its group may have ended by itself. */
function end(child: ChildProcess, isWindows: boolean): void {
  try {
    if (child.pid !== undefined && !isWindows) process.kill(-child.pid, 'SIGKILL')
    else child.kill()
  } catch {
    child.kill()
  }
}

/** The first line that the command prints. What it says to the error stream is for a message, if it fails. */
async function printedBy(command: string): Promise<Secret> {
  const isWindows = process.platform === 'win32'
  // A group of its own, so that what the shell started ends with it.
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], detached: !isWindows })
  let out = ''
  let said = ''
  let isLate = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-2000)
  })
  const timer = setTimeout(() => {
    isLate = true
    end(child, isWindows)
    // What left the group may hold them open.
    child.stdout.destroy()
    child.stderr.destroy()
  }, patience)
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (...end) => resolve(end))
  })
    .catch((error: unknown) => {
      throw passwordCommandFailed('could not be started', error instanceof Error ? error.message : String(error))
    })
    .finally(() => clearTimeout(timer))
  const password = out.split(/\r?\n/, 1)[0] ?? ''
  const safe = password === '' ? said : said.replaceAll(password, '***')
  if (isLate) throw passwordCommandFailed(`did not end within ${patience / 1000} s`, safe)
  if (code !== 0) throw passwordCommandFailed(`ended with ${code === null ? signal : `exit code ${code}`}`, safe)
  if (password === '') throw passwordCommandFailed('printed nothing', safe)
  return new Secret(password)
}

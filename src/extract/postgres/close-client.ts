import type { Client } from 'pg'

/** Ends a connection at once: a query that runs on it is given up. Resolves when it is closed, whatever the server does. */
export async function closeClient(client: Client): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), 1000)
  try {
    await client.end()
  } finally {
    clearTimeout(timer)
  }
}

import type { RunSummary } from '../run/events.ts'
import type { RunOptions } from './options.ts'
import { commandTypes } from './plan.ts'
import { runNodes } from './run-nodes.ts'

/** Builds seeds and models in the order of their references, tests each before readers see it, and publishes what passed. */
export function build(options: RunOptions = {}): Promise<RunSummary> {
  return runNodes({ name: 'build', types: commandTypes.build }, options)
}

/** Builds models and publishes them, without tests. */
export function run(options: RunOptions = {}): Promise<RunSummary> {
  return runNodes({ name: 'run', types: commandTypes.run }, options)
}

/** Loads seeds and publishes them, without tests. */
export function seed(options: RunOptions = {}): Promise<RunSummary> {
  return runNodes({ name: 'seed', types: commandTypes.seed }, options)
}

/** Tests what the environment shows. Changes nothing. */
export function test(options: RunOptions = {}): Promise<RunSummary> {
  return runNodes({ name: 'test', types: commandTypes.test }, options)
}

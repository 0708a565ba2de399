/** The time, so that a test can stop it. */
export interface Clock {
  now(): Date
}

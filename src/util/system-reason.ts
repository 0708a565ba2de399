const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOSPC: 'there is no space left',
  EDQUOT: 'there is no space left',
  EACCES: 'that is not permitted',
  EPERM: 'that is not permitted',
  EROFS: 'the file system is read-only',
  EEXIST: 'a file stands where a folder is needed',
  ENOTDIR: 'a file stands where a folder is needed',
  EISDIR: 'a folder of that name is there',
  ENOTEMPTY: 'a folder of that name is there',
  ENAMETOOLONG: 'its name is too long for this system',
}

/** Why the system refused a file, in words that follow a colon; undefined for an error that is not the system's. */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  if (!('syscall' in error)) return undefined
  return reasons[error.code] ?? `the system answers ${error.code}`
}

import type { WarningPolicy } from '../diagnostics/warning-policy.ts'

/** `flags:` of the project file: defaults of options of the command line, under dbt's names. */
export interface ProjectFlags {
  readonly fail_fast?: boolean
  readonly indirect_selection?: 'eager' | 'cautious' | 'buildable' | 'empty'
  readonly log_format?: LogFormat
  readonly log_format_file?: LogFormat
  readonly log_level?: LogLevel
  readonly log_level_file?: LogLevel
  readonly log_file_max_bytes?: number
  readonly log_path?: string
  readonly partial_parse?: boolean
  readonly use_colors?: boolean
  readonly warn_error?: boolean
  readonly warn_error_options?: WarningPolicy
  readonly write_json?: boolean
}

type LogFormat = 'text' | 'debug' | 'json' | 'default'
type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'none'

import { readWarningPolicy } from '../diagnostics/read-warning-policy.ts'
import type { WarningPolicy } from '../diagnostics/warning-policy.ts'
import { unusableOptions } from './diagnostics.ts'
import { readJson } from './read-value.ts'
import { boolean, choice, custom, inert, integer, object, optional, text } from './schema.ts'

const levels = ['debug', 'info', 'warn', 'error', 'none'] as const
const formats = ['text', 'debug', 'json', 'default'] as const
const none = (what: string) => optional(boolean(`Accepted for dbt's sake: ${what}.`))
const always = none('what it asks for is so, or makes no difference here')

const policy = custom('Which warnings are errors.', (node, context): WarningPolicy | undefined => {
  const read = readWarningPolicy(readJson(node, context))
  if (read.ok) return read.policy
  context.report(unusableOptions(read, { file: context.file, start: node.start, end: node.end }))
  return undefined
})

/** `flags:` of the project file: defaults of options of the command line, under dbt's names. */
export const flagsSchema = object('Defaults of options of the command line.', {
  fail_fast: optional(boolean('As --fail-fast.')),
  indirect_selection: optional(choice('As --indirect-selection.', ['eager', 'cautious', 'buildable', 'empty'])),
  log_format: optional(choice('As --log-format.', formats)),
  log_format_file: optional(choice('As --log-format-file.', formats)),
  log_level: optional(choice('As --log-level.', levels)),
  log_level_file: optional(choice('As --log-level-file.', levels)),
  log_file_max_bytes: optional(integer('As --log-file-max-bytes.', 0)),
  log_path: optional(text('As --log-path.')),
  partial_parse: optional(boolean('As --no-partial-parse, the other way round.')),
  use_colors: optional(boolean('As --no-color, the other way round.')),
  warn_error: optional(boolean('As --warn-error.')),
  warn_error_options: optional(policy),
  write_json: optional(boolean('As --no-write-json, the other way round.')),

  cache_selected_only: always,
  hints_enabled: always,
  populate_cache: always,
  send_anonymous_usage_stats: none('nothing is sent'),
  static_parser: always,
  use_colors_file: none('the file of the log has no colors'),
  use_experimental_parser: always,
  use_v2_parser: always,
  version_check: always,
  debug: inert(boolean('More lines.'), 'the terminal shows one line a node'),
  maximum_seed_size_mib: inert(integer('Of a seed.', 0), 'seeds of every size are compared by their bytes'),
  printer_width: inert(integer('Of lines.', 1), 'lines are as wide as the terminal'),

  ...Object.fromEntries(
    behaviors().map((name) => [name, none('of two behaviors of dbt, the newer one is the only one here')] as const),
  ),
})

/** dbt's flags that choose between its old and its new behavior. */
function behaviors(): readonly string[] {
  return `
    allow_jinja_file_extensions enable_grouped_warn_error_parser_logs latest_version_pointer_enabled_by_default
    require_all_warnings_handled_by_warn_error require_batched_execution_for_custom_microbatch_strategy
    require_corrected_analysis_fqns require_event_names_in_deprecations
    require_explicit_package_overrides_for_builtin_materializations require_generic_test_arguments_property
    require_nested_cumulative_type_params require_ref_searches_node_package_before_root
    require_resource_names_without_spaces require_source_and_semantic_model_names_without_spaces
    require_sql_header_in_test_configs require_unique_project_resource_names
    require_valid_schema_from_generate_schema_name require_yaml_configuration_for_mf_time_spines
    skip_nodes_if_on_run_start_fails source_freshness_run_project_hooks
    state_modified_compare_more_unrendered_values state_modified_compare_vars support_custom_ref_kwargs
    use_catalogs_v2 validate_macro_args`
    .trim()
    .split(/\s+/)
}

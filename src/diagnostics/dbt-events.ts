import type { DiagnosticCode } from './codes.ts'

/** dbt's events that say what a code says, the nearest first: names that `--warn-error-options` and programs know. */
export const dbtEvents: Partial<Readonly<Record<DiagnosticCode, readonly string[]>>> = {
  'select/no-match-part': ['NoNodesForSelectionCriteria'],
  'select/ignored': ['SelectExcludeIgnoredWithSelectorWarning'],
  'parse/no-loaded-at': ['FreshnessConfigProblem'],
  'run/stale-source': ['LogFreshnessResult'],
  'parse/unknown-node': ['NoNodeForYamlKey', 'MacroNotFoundForPatch', 'WrongResourceSchemaFile'],
  'project/ignored-key': [
    'CustomKeyInObjectDeprecation',
    'CustomKeyInConfigDeprecation',
    'CustomTopLevelKeyDeprecation',
    'GenericJSONSchemaValidationDeprecation',
    'DuplicateYAMLKeysDeprecation',
    'ConfigSourcePathDeprecation',
    'ConfigDataPathDeprecation',
    'ValidationWarning',
  ],
  'compile/warned': ['JinjaLogWarning'],
  'test/failed': ['LogTestResult'],
}

/** Codes of those events that are the only one, or the nearest, for a code. */
const eventCodes: Readonly<Record<string, string>> = {
  NoNodesForSelectionCriteria: 'M030',
  NothingToDo: 'Q035',
  NoNodeForYamlKey: 'I058',
  JinjaLogWarning: 'I061',
  LogTestResult: 'Q007',
}

/** The event that dbt tells what a code says with, where it has one. */
export function dbtEventOf(code: DiagnosticCode): { readonly name: string; readonly code: string } | undefined {
  const name = code === 'select/no-match' ? 'NothingToDo' : (dbtEvents[code]?.[0] ?? '')
  const found = eventCodes[name]
  return found === undefined ? undefined : { name, code: found }
}

/** Events of dbt that warn of what is an error here, or of nothing that can happen here. */
export const otherDbtEvents: readonly string[] = words(`
  ArgumentsPropertyInGenericTestDeprecation BehaviorChangeEvent ConfigLogPathDeprecation ConfigTargetPathDeprecation
  CustomOutputPathInSourceFreshnessDeprecation DeprecatedModel DeprecatedReference DeprecationsSummary DepsScrubbedPackageName
  DepsUnpinned DuplicateNameDistinctNodeTypesDeprecation EnvironmentVariableNamespaceDeprecation EnvironmentVariableRenamed
  ExposureNameDeprecation GenerateSchemaNameNullValueDeprecation GenericSemanticLayerDeprecation
  GetMetaKeyWarning InternalDeprecation InvalidConcurrentBatchesConfig InvalidMacroAnnotation InvalidValueForField LogBatchResult
  LogFunctionResult LogModelResult LogNodeResult LogOverloadResult LogSeedResult LogSnapshotResult
  MFConverterIssue MFCumulativeTypeParamsDeprecation MFTimespineWithoutYamlConfigurationDeprecation MetricAttributesRenamed
  MicrobatchMacroOutsideOfBatchesDeprecation MicrobatchModelNoEventTimeInputs MissingArgumentsPropertyInGenericTestDeprecation
  MissingPlusPrefixDeprecation ModelParamUsageDeprecation ModulesItertoolsUsageDeprecation NoNodesSelected NodeNotFoundOrDisabled
  NothingToDo PackageInstallPathDeprecation PackageMaterializationOverrideDeprecation PackageNodeDependsOnRootProjectNode
  PackageRedirectDeprecation ProjectFlagsMovedDeprecation PropertyMovedToConfigDeprecation ResourceNamesWithSpacesDeprecation
  RunResultWarning RunResultWarningMessage SeedExceedsLimitAndPathChanged SeedExceedsLimitChecksumChanged SeedExceedsLimitSamePath
  SeedIncreased SemanticValidationFailure SnapshotTimestampWarning
  SourceFreshnessProjectHooksNotRun SourceOverrideDeprecation SpacesInResourceNameDeprecation TestsConfigDeprecation
  TimeDimensionsRequireGranularityDeprecation UnexpectedJinjaBlockDeprecation UnsupportedConstraintMaterialization
  UnusedResourceConfigPath UnusedTables UnversionedBreakingChange UpcomingReferenceDeprecation WEOIncludeExcludeDeprecation
  WarnStateTargetEqual`)

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}

import type { DiagnosticCode } from './codes.ts'

/** dbt's events that say what a code says, the nearest first: names that `--warn-error-options` and programs know. */
export const dbtEvents: Partial<Readonly<Record<DiagnosticCode, readonly string[]>>> = {
  'select/no-match-part': ['NoNodesForSelectionCriteria'],
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

/** Events of dbt that warn of what is an error here, or of nothing that can happen here. */
export const otherDbtEvents: readonly string[] = words(`
  ArgumentsPropertyInGenericTestDeprecation BehaviorChangeEvent ConfigLogPathDeprecation ConfigTargetPathDeprecation
  CustomOutputPathInSourceFreshnessDeprecation DeprecatedModel DeprecatedReference DeprecationsSummary DepsScrubbedPackageName
  DepsUnpinned DuplicateNameDistinctNodeTypesDeprecation EnvironmentVariableNamespaceDeprecation EnvironmentVariableRenamed
  ExposureNameDeprecation FreshnessConfigProblem GenerateSchemaNameNullValueDeprecation GenericSemanticLayerDeprecation
  GetMetaKeyWarning InternalDeprecation InvalidConcurrentBatchesConfig InvalidMacroAnnotation InvalidValueForField LogBatchResult
  LogFreshnessResult LogFunctionResult LogModelResult LogNodeResult LogOverloadResult LogSeedResult LogSnapshotResult
  MFConverterIssue MFCumulativeTypeParamsDeprecation MFTimespineWithoutYamlConfigurationDeprecation MetricAttributesRenamed
  MicrobatchMacroOutsideOfBatchesDeprecation MicrobatchModelNoEventTimeInputs MissingArgumentsPropertyInGenericTestDeprecation
  MissingPlusPrefixDeprecation ModelParamUsageDeprecation ModulesItertoolsUsageDeprecation NoNodesSelected NodeNotFoundOrDisabled
  NothingToDo PackageInstallPathDeprecation PackageMaterializationOverrideDeprecation PackageNodeDependsOnRootProjectNode
  PackageRedirectDeprecation ProjectFlagsMovedDeprecation PropertyMovedToConfigDeprecation ResourceNamesWithSpacesDeprecation
  RunResultWarning RunResultWarningMessage SeedExceedsLimitAndPathChanged SeedExceedsLimitChecksumChanged SeedExceedsLimitSamePath
  SeedIncreased SelectExcludeIgnoredWithSelectorWarning SemanticValidationFailure SnapshotTimestampWarning
  SourceFreshnessProjectHooksNotRun SourceOverrideDeprecation SpacesInResourceNameDeprecation TestsConfigDeprecation
  TimeDimensionsRequireGranularityDeprecation UnexpectedJinjaBlockDeprecation UnsupportedConstraintMaterialization
  UnusedResourceConfigPath UnusedTables UnversionedBreakingChange UpcomingReferenceDeprecation WEOIncludeExcludeDeprecation
  WarnStateTargetEqual`)

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}

export { compile, compileText, CompiledRuleset, type CompileOptions } from './compiled-ruleset';
export { canonicalJson } from './canonical-json';
export type {
  BucketExplanation,
  ConditionExplanation,
  Explanation,
  Fault,
  RuleExplanation,
  ServeExplanation,
} from './explain/explanation';
export type { ObjectName } from './dependents';
export { lint, lintRules, type Finding, type LintOptions, type LintRule } from './lint/lint';
export { findProblems, type RulesetProblem } from './problems';
export { references, type References } from './references';
export { gateBucketing, nativeSpan, rolloutOf, splitBucketing, splitOf } from './bucketing/presets';
export { rulesetText } from './ruleset-text';
export { isProblem, subjectOf } from './subject';
export { validateBucketing } from './validate/bucketing';
export { validateCondition } from './validate/condition';
export { validateFlag, validateList, validateSegment } from './validate/flag';
export { validateServe } from './validate/serve';
export * from './types';

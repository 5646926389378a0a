import type { Remarks } from '../drafts';
import { shown } from '../fields';
import { isJavaScriptSdk, patternQuestion } from '../patterns';
import { comparisonOf, isVersion } from './comparison';
import type { Feature, SegmentCondition } from './definition';
import { identifier, type Identities } from './percentage';
import { isSplitByName, type Surroundings } from './segment';

/** What a feature's states leave to say; the segments that decide between them speak for themselves. */
export function remarksOnStates(states: Feature[], identities: Identities): Remarks {
  const isHashed = states.some(({ options }) => options.length > 0);
  return { questions: isHashed ? [keyQuestion(identities)] : [], warnings: [] };
}

export function remarksOnConditions(
  conditions: SegmentCondition[],
  { identities, sdk }: Surroundings,
): Remarks {
  const patterns = conditions.filter(({ operator }) => operator === 'REGEX');
  return {
    questions: [
      ...(conditions.some(isIdentitySplit) ? [keyQuestion(identities)] : []),
      ...(conditions.some(({ value }) => isVersion(value.value))
        ? ["do versions begin with a number? Flagsmith's SDKs differ on a leading v"]
        : []),
      ...(sdk === undefined ? conditions.filter(isSplitByName) : []).map(
        ({ property }) =>
          `did no SDK in JavaScript evaluate the split on ${property.text('')}? Flagsmith's finds nobody by the name of a trait`,
      ),
      ...(isJavaScriptSdk(sdk) ? [] : conditions.filter(({ operator }) => operator === 'MODULO')).map(
        ({ property }) =>
          `is ${property.text('')} never a text? Flagsmith's SDKs differ on the number in one`,
      ),
      ...patterns.flatMap(({ value }) => patternQuestion(String(value.value), sdk) ?? []),
    ],
    warnings: [
      ...conditions
        .filter((condition) => isUnreadable(condition, sdk))
        .map(({ property, operator, value }) => {
          const place = `the condition on ${property.text('') || 'nothing'}`;
          return `${place} cannot read ${shown(value.value)} for ${operator}: never holds`;
        }),
      ...(isJavaScriptSdk(sdk) ? conditions.filter(isSplitByName) : []).map(
        ({ property }) => `the split on ${property.text('')} finds nobody, as in Flagsmith's Node SDK`,
      ),
    ],
  };
}

function keyQuestion({ keyAttribute }: Identities): string {
  return keyAttribute === undefined
    ? 'did Flagsmith hash identities by environment key and identifier, as its Edge API and local evaluation do?'
    : `does every app send the identity's key as ${keyAttribute}?`;
}

function isIdentitySplit({ operator, property }: SegmentCondition): boolean {
  return operator === 'PERCENTAGE_SPLIT' && ['', '$.identity.key'].includes(property.text(''));
}

function isUnreadable(condition: SegmentCondition, sdk: string | undefined): boolean {
  const { operator, property, value } = condition;
  if (operator === 'PERCENTAGE_SPLIT') return Number.isNaN(parseFloat(String(value.value)));
  return property.text('') === '' || comparisonOf(condition, identifier, sdk) === undefined;
}

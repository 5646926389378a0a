import type { Condition, Json, Ref } from '../../evaluation';
import { anyOf, not } from '../combine';
import { patternQuestion } from '../patterns';
import { environmentRefs, fieldRefs, onFirst, unitRefs } from './attributes';
import { bucketsWhere, userBucketing } from './bucketing';
import { comparisons } from './comparisons';
import type { SpecCondition } from './definition';
import { inList } from './id-list';
import type { Surroundings } from './surroundings';

/** When a condition of a rule holds. What Statsig would call unsupported is refused, and with it the whole spec. */
export function conditionOf(condition: SpecCondition, around: Surroundings): Condition {
  const { type, place } = condition;
  const read = Object.hasOwn(types, type) ? types[type] : undefined;
  if (read === undefined) throw place.at('type').fault(`${type} is no condition that server SDKs know`);
  return read(condition, around);
}

type Form = (condition: SpecCondition, around: Surroundings) => Condition;

const types: Record<string, Form> = {
  public: () => true,
  pass_gate: ({ target }, around) => passes(target, around),
  fail_gate: ({ target }, around) => not(passes(target, around)),
  multi_pass_gate: (condition, around) => anyOf(gatesIn(condition).map((gate) => passes(gate, around))),
  multi_fail_gate: (condition, around) => anyOf(gatesIn(condition).map((gate) => not(passes(gate, around)))),
  user_field: (condition, around) => compared(fieldRefs(fieldOf(condition)), condition, around),
  environment_field: (condition, around) => {
    const field = fieldOf(condition);
    around.notes.warn(`asks for statsigEnvironment.${field}, which apps must send along with the user`);
    return compared(environmentRefs(field), condition, around);
  },
  ip_based: (condition, around) => {
    const field = fieldOf(condition);
    if (field === 'country')
      around.notes.ask('is country always sent? it is not found by the IP address here');
    return compared(fieldRefs(field), condition, around);
  },
  ua_based: (condition, around) => {
    const field = fieldOf(condition);
    around.notes.ask(`is ${field} always sent? it is not found by the user agent here`);
    return compared(fieldRefs(field), condition, around);
  },
  current_time: (condition, around) => compared([{ builtin: 'now' }], condition, around),
  unit_id: (condition, around) => compared(unitRefs(condition.idType), condition, around),
  user_bucket: (condition, around) => {
    const ranges = bucketsWhere((bucket) => compared([bucket], condition, around));
    return ranges.length > 0 && { within: userBucketing(condition.salt, condition.idType), ranges };
  },
  target_app: ({ place }) => {
    throw place.fault('asks for the target app, which only Statsig knows');
  },
};

/** A gate that does not exist passes nobody. */
function passes(name: Json, { gates, notes }: Surroundings): Condition {
  const gate = typeof name === 'string' ? gates.get(name) : undefined;
  if (gate === undefined) {
    notes.warn(`gate ${String(name)} does not exist: it passes nobody, as in Statsig`);
    return false;
  }
  if (gate.entity === 'segment') return { segment: gate.name };
  return { flag: gate.name, where: { attr: { kind: 'flag', path: ['value'] }, op: 'eq', values: [true] } };
}

function gatesIn({ target, place }: SpecCondition): Json[] {
  if (Array.isArray(target)) return target;
  throw place.at('targetValue').fault('must be a list of gates');
}

function fieldOf({ field, place, type }: SpecCondition): string {
  if (field === undefined) throw place.fault(`${type} needs a field`);
  if (field === 'key') throw place.fault("asks for a field called key, which is the user's id here");
  return field;
}

function compared(refs: Ref[], condition: SpecCondition, around: Surroundings): Condition {
  const { operator, target, place } = condition;
  if (operator === 'in_segment_list') return inList(refs, condition, around);
  if (operator === 'not_in_segment_list') return not(inList(refs, condition, around));
  const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (compare === undefined)
    throw place.at('operator').fault(`${operator} is no operator that server SDKs know`);
  askAbout(condition, around);
  return onFirst(refs, (ref) => compare(ref, { value: target, place, sdk: around.sdk }));
}

function askAbout({ type, operator, field, target }: SpecCondition, { notes, sdk }: Surroundings): void {
  if (operator === 'str_matches') {
    notes.ask(
      'have all texts that patterns meet fewer than 1,000 characters? Statsig matches no longer ones',
    );
    const question = patternQuestion(String(target), sdk);
    if (question !== undefined) notes.ask(question);
  }
  if (operator === 'on')
    notes.ask("did the SDK run in UTC? days begin and end there with the machine's clock");
  if (['on', 'before', 'after'].includes(operator) && type !== 'current_time') {
    notes.ask(`are the dates in ${field ?? type} sent as epoch time, or as ISO 8601 with a time zone?`);
  }
}

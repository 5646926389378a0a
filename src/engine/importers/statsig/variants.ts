import type { Json, Variant } from '../../evaluation';
import { unusedId } from '../rule-ids';
import type { Spec, SpecBody } from './definition';

/** The variants of a spec, and which of them its rules give. */
export interface Choices {
  variants: Record<string, Variant>;
  /** To whoever passes a rule, by the rule's place. */
  pass: string[];
  /** To whom no rule holds, and to whoever does not pass the first that does. */
  fail: string;
}

/** `prefix` tells the variants of a configuration from those of the layer that delegates to it. */
export function choicesOf({ kind }: Spec, { rules, defaultValue }: SpecBody, prefix: string): Choices {
  if (kind === 'gate') {
    const variants = { true: { value: true }, false: { value: false } };
    return { variants, pass: rules.map(() => 'true'), fail: 'false' };
  }
  const fail = `${prefix}default`;
  const variants: Choices['variants'] = { [fail]: { value: parametersOf(defaultValue) } };
  const pass = rules.map(({ groupName, id, returnValue }) => {
    const name = unusedId(`${prefix}${groupName ?? id}`, new Set(Object.keys(variants)));
    variants[name] = { value: parametersOf(returnValue) };
    return name;
  });
  return { variants, pass, fail };
}

/** A configuration's value is always an object. */
function parametersOf(value: Json): Json {
  return typeof value === 'object' && value !== null ? value : {};
}

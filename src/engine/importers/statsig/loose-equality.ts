import { textOf } from '../../evaluation/text-of';
import type { Condition, Json, Ref } from '../../evaluation';
import { allOf, anyOf, not } from '../combine';

/** JavaScript's `==` of an attribute with a literal. */
export function looselyEqual(attr: Ref, literal: Json): Condition {
  if (literal === null) return not({ attr, op: 'exists' });
  return typeof literal === 'number' || typeof literal === 'boolean'
    ? equalsNumber(attr, Number(literal))
    : equalsText(attr, textOf(literal));
}

/** Both sides become numbers: the empty text is 0 as well, but what is missing is not. */
function equalsNumber(attr: Ref, number: number): Condition {
  return allOf([
    { attr, op: 'exists' },
    { attr, op: 'eq', as: 'js', values: [number] },
  ]);
}

/** Numbers and truth values compare with the number that a text is, everything else with the text. */
function equalsText(attr: Ref, text: string): Condition {
  const number = Number(text);
  const sameText: Condition = { attr, op: 'eq', as: 'text', values: [text] };
  const isNumeric: Condition = { attr, op: 'type', values: ['number', 'boolean'] };
  return anyOf([
    allOf([not(isNumeric), sameText]),
    !Number.isNaN(number) && allOf([isNumeric, { attr, op: 'eq', as: 'js', values: [number] }]),
  ]);
}

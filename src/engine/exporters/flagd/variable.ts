import type { Json, Ref } from '../../evaluation';
import { refuse } from '../export-report';

/** Names that mean something else to a `var`, or to what walks one. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What reads the same as a reference does: flagd's flat context is the user, its `targetingKey` their key. */
export function variableOf(ref: Ref): Json {
  if ('builtin' in ref) return refuse(`it reads ${ref.builtin}, which flagd does not know`);
  const { kind = 'user', path } = ref;
  if (kind !== 'user') return refuse(`it reads the ${kind}, and flagd knows the user only`);
  const [first, ...rest] = path;
  const odd = path.find((name) => name === '' || /[.\\]/.test(name) || inherited.has(name));
  const taken = ['targetingKey', '$flagd'].includes(first) ? first : rest.find(isListMember);
  if ((odd ?? taken) !== undefined) {
    return refuse(
      `it reads an attribute called ${JSON.stringify(odd ?? taken)}, which is something else to flagd`,
    );
  }
  return { var: [first === 'key' ? 'targetingKey' : first, ...rest].join('.') };
}

/** A `var` leads into lists, a reference does not. */
function isListMember(name: string): boolean {
  return name === 'length' || /^\d+$/.test(name);
}

/** Only a text is the same when it is joined to nothing; joined to no other part it is an error to some. */
export const isText = (variable: Json): Json => ({ '===': [{ cat: ['', variable] }, variable] });

export const isNoText = (variable: Json): Json => ({ '!==': [{ cat: ['', variable] }, variable] });

/** Only a number is the same when nothing is added. A text is asked for first, since adding to one is an error to some. */
export const isNumber = (variable: Json): Json => ({
  and: [isNoText(variable), { '===': [{ '+': [variable, 0] }, variable] }],
});

export const isTextOrInteger = (variable: Json): Json => ({
  or: [isText(variable), { and: [isNumber(variable), { '===': [{ '%': [variable, 1] }, 0] }] }],
});

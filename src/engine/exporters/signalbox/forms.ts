import { gateBucketing } from '../../evaluation';

export type Fields = Record<string, unknown>;

/** How an object stands in a file. */
export interface Form {
  /** The fields that it may have, in the order in which they are written. */
  readonly order: readonly string[];
  /** What a field is where it is left out. */
  readonly defaults: Fields;
}

/** From an object to what is written of it, or back: `leaveOut` and `fillIn` undo one another. */
export type Adapt = (fields: Fields, form: Form) => Fields;

export const leaveOut: Adapt = (fields, { order, defaults }) => {
  const isTold = (name: string): boolean =>
    fields[name] !== undefined && !(Object.hasOwn(defaults, name) && isSame(fields[name], defaults[name]));
  const names = [...order, ...Object.keys(fields).filter((name) => !order.includes(name))];
  return Object.fromEntries(names.filter(isTold).map((name) => [name, fields[name]]));
};

export const fillIn: Adapt = (fields, { defaults }) => {
  const absent = Object.entries(defaults).filter(([name]) => fields[name] === undefined);
  return { ...fields, ...Object.fromEntries(absent) };
};

function isSame(value: unknown, other: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(other);
}

const named = (key: string): Fields => ({ name: key, description: '' });

/** What the project says of it first, then what SDKs see. */
export const flagForm = (key: string): Form => ({
  order: [
    ...['name', 'description', 'type', 'lifecycle', 'clientSide', 'tags', 'links', 'jsonSchema', 'metadata'],
    ...['source', 'seed', 'on', 'off', 'variants', 'rules', 'fallthrough'],
  ],
  defaults: {
    ...named(key),
    ...{ lifecycle: 'IN_DEVELOPMENT', clientSide: false, tags: [], links: [], jsonSchema: null },
    ...{ seed: key, off: null, rules: [], fallthrough: null },
  },
});

const audienceForm =
  (own: readonly string[], defaults: Fields = {}) =>
  (key: string): Form => ({
    order: ['name', 'description', 'tags', ...own],
    defaults: { ...named(key), tags: [], ...defaults },
  });

export const segmentForm = audienceForm(['when']);
export const layerForm = audienceForm(['bucketing']);
export const listForm = audienceForm(['unit', 'size', 'ids'], {
  unit: { kind: 'user', path: ['key'] },
  size: 0,
});

export const sourceForm: Form = { order: ['system', 'version', 'sdk'], defaults: {} };
export const linkForm: Form = { order: ['title', 'url'], defaults: {} };
export const variantForm: Form = { order: ['value', 'name', 'extra'], defaults: {} };

/** A rule, or a choice of `first`. */
export const ruleForm: Form = {
  order: ['id', 'description', 'reason', 'when', 'serve'],
  defaults: { when: true },
};

export const conditionForm: Form = {
  order: [
    ...['attr', 'op', 'as', 'values', 'each', 'of', 'fold', 'missing'],
    ...['all', 'any', 'not', 'some', 'segment', 'list', 'flag', 'where', 'within', 'ranges', 'logic'],
  ],
  defaults: {},
};

export const splitForm: Form = {
  order: ['split', 'arms', 'otherwise', 'sticky', 'experiment'],
  defaults: { otherwise: 'next' },
};
export const armForm: Form = { order: ['variant', 'range', 'untracked'], defaults: {} };
export const choiceForm: Form = { order: ['first', 'serve', 'logic'], defaults: {} };

const { text: _text, ...native } = gateBucketing('');

/** Whatever is created here: only the text is its own. */
export const bucketingForm: Form = {
  order: ['unit', 'text', 'seed', 'hash', 'bytes', 'map', 'max', 'span', 'usable', 'absent', 'again'],
  defaults: native,
};

import type { Json, Problem, Subject } from './types';

type Attributes = Record<string, Json>;

/** Names that reach into JavaScript's own objects when code less careful than ours copies them. */
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

const deepest = 32;

/**
 * A subject from what a caller sent, copied: OpenFeature's flat object, whose `targetingKey` becomes the user's key, or
 * `{ contexts: { kind: {…} } }`. What is not plain data is a problem, with its path; dates become texts.
 */
export function subjectOf(input: unknown): Subject | Problem {
  try {
    if (!isAttributes(input)) throw new Refusal('a subject must be an object');
    return Object.hasOwn(input, 'contexts') ? severalContexts(copyMembers(input, 1)) : flatContext(input);
  } catch (error) {
    if (error instanceof Refusal) return { path: error.path, message: error.message };
    return { path: '', message: `a subject must be readable: ${String(error)}` };
  }
}

export function isProblem(value: Subject | Problem): value is Problem {
  return 'message' in value;
}

/** Where it is comes from the way out (`at`), so that a subject without fault pays nothing for paths. */
class Refusal extends Error {
  path = '';

  constructor(message: string, path = '') {
    super(message);
    this.path = path;
  }

  at(step: string): this {
    this.path = this.path === '' || this.path.startsWith('[') ? step + this.path : `${step}.${this.path}`;
    return this;
  }
}

function flatContext(input: Attributes): Subject {
  const user = copyMembers(input, 1, 'targetingKey');
  const key = Object.hasOwn(input, 'targetingKey') ? input.targetingKey : undefined;
  if (key === undefined || key === null) return { contexts: { user } };
  if (typeof key !== 'string') throw new Refusal('targetingKey must be a text', 'targetingKey');
  user.key = key;
  return { contexts: { user } };
}

function severalContexts({ contexts, assignments, ...others }: Attributes): Subject {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Refusal('beside contexts there may be assignments only', unknown);
  if (!isAttributes(contexts)) throw new Refusal('contexts must be an object', 'contexts');
  for (const [kind, context] of Object.entries(contexts)) {
    if (!isAttributes(context)) throw new Refusal('a context must be an object', `contexts.${kind}`);
  }
  const known = contexts as Subject['contexts'];
  return assignments === undefined
    ? { contexts: known }
    : { contexts: known, assignments: textsOf(assignments) };
}

function textsOf(assignments: Json): Record<string, string> {
  if (!isAttributes(assignments)) throw new Refusal('assignments must be an object', 'assignments');
  for (const [id, variant] of Object.entries(assignments)) {
    if (typeof variant !== 'string') throw new Refusal('an assignment must be a text', `assignments.${id}`);
  }
  return assignments as Record<string, string>;
}

function isAttributes(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function copyOf(value: unknown, depth: number): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return finite(value);
  if (typeof value !== 'object') throw new Refusal(`plain data is needed, got a ${typeof value}`);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= deepest) throw new Refusal(`a subject may be nested ${deepest} levels deep`);
  return Array.isArray(value) ? copyElements(value, depth + 1) : copyMembers(value, depth + 1);
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Refusal(`a finite number is needed, got ${value}`);
}

function copyElements(list: unknown[], depth: number): Json[] {
  return list.map((element, at) => {
    try {
      return copyOf(element ?? null, depth);
    } catch (error) {
      throw error instanceof Refusal ? error.at(`[${at}]`) : error;
    }
  });
}

function copyMembers(value: object, depth: number, except?: string): Attributes {
  const copy: Attributes = {};
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    try {
      if (forbiddenNames.has(name)) throw new Refusal(`an attribute may not be called ${name}`);
      if (member !== undefined && name !== except) copy[name] = copyOf(member, depth);
    } catch (error) {
      throw error instanceof Refusal ? error.at(name) : error;
    }
  }
  return copy;
}

import type { Ref } from '../../evaluation';

/** The list of the kinds of context that are asking. */
export const kinds: Ref = { builtin: 'kinds' };

/**
 * Where an attribute is read; undefined for what is no reference, which ends an evaluation as malformed. Only beside a
 * kind is it a path such as `/address/city`; by itself it is a plain name, as it was for users before there were kinds.
 */
export function refOf(attribute: string, kind: string | undefined): Ref | undefined {
  const isPath = kind !== undefined && attribute.startsWith('/');
  const path = isPath ? componentsOf(attribute) : attribute === '' ? undefined : [attribute];
  if (path === undefined) return undefined;
  return isNamed(path, 'kind') ? kinds : refIn(kind ?? 'user', path);
}

/** An attribute of a kind of context; the user's is the one that needs no naming. */
export function refIn(kind: string, path: string[]): Ref {
  return kind === 'user' ? { path } : { kind, path };
}

export function isNamed(path: string[], name: string): boolean {
  return path.length === 1 && path[0] === name;
}

function componentsOf(reference: string): string[] | undefined {
  const components = reference.slice(1).split('/');
  if (components.includes('') || /~(?![01])/.test(reference)) return undefined;
  return components.map((component) => component.replace(/~1/g, '/').replace(/~0/g, '~'));
}

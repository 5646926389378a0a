import { compile } from '../../engine/evaluation';
import type { CompiledRuleset, ListContents, RulesetChange } from '../../engine/evaluation';
import { viewKey } from '../../engine/protocol';
import type { ListBody, ObjectName, View } from '../../engine/protocol';
import { rulesetBody } from './read-valid-body';

/** The view, compiled. Following a change compiles only what it touches. */
export class Store {
  compiled: CompiledRuleset;

  constructor(sources: { now: () => number; random: () => number }) {
    this.compiled = compile({ flags: {}, segments: {}, layers: {}, lists: {} }, sources);
  }

  follow(view: View, changed: ObjectName[]): void {
    if (changed.length === 0) return;
    this.compiled = this.compiled.apply(
      changed.map((name) => rulesetChange(view, name)),
      contentsOfLists(view, changed),
    );
  }

  /** Takes over a whole view, for a store that is still empty. */
  load(view: View): void {
    this.follow(view, [...view.objects.values()]);
  }
}

function rulesetChange(view: View, { kind, key }: ObjectName): RulesetChange {
  const object = view.objects.get(viewKey(kind, key));
  return { kind, key, body: object ? rulesetBody(kind, object.body) : null };
}

function contentsOfLists(view: View, changed: ObjectName[]): ListContents {
  const contents: [string, ReadonlySet<string>][] = [];
  for (const { kind, key } of changed) {
    const list = kind === 'LIST' && view.objects.get(viewKey(kind, key));
    if (list) contents.push([key, (list.body as ListBody).ids]);
  }
  return Object.fromEntries(contents);
}

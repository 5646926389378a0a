import { canonicalJson, type Json, type Ruleset } from '../../../engine/evaluation';
import type { EnvironmentFile, Words } from '../../../engine/exporters';
import type { ChangeInput } from '../../generated/graphql';
import { stepsOf, type ImportTarget, type Step } from './changes';

/** What an environment has by now, in the words of its project. */
export type Existing = Pick<EnvironmentFile, 'ruleset' | 'words'>;

/** What brings an environment file into an environment: its ruleset, and what the project says of everything in it. */
export function environmentSteps(file: Existing, existing: Existing, target: ImportTarget): Step[] {
  return stepsOf(file.ruleset, target).map((step) => worded(step, file, existing, target.projectId));
}

/** What makes a list hold other ids. */
export function listSteps(
  environmentId: string,
  listKey: string,
  { add, remove }: { add: string[][]; remove: string[][] },
): Step[] {
  const intents: ChangeInput[] = [
    ...add.map((ids) => ({ addToList: { environmentId, listKey, ids } })),
    ...remove.map((ids) => ({ removeFromList: { environmentId, listKey, ids } })),
  ];
  const name = `LIST ${listKey}`;
  return intents.map((intent, at) => ({
    name: at === 0 ? name : `${name} (${at + 1})`,
    first: [],
    then: [intent],
    needs: at === 0 ? [] : [name],
  }));
}

/** What the file says that can never become so; undefined: nothing. */
export function contradictionIn({ ruleset }: Existing, { ruleset: there }: Existing): string | undefined {
  const types = shared(ruleset.flags, there.flags).find(([, flag, other]) => flag.type !== other.type);
  if (types !== undefined) {
    const [key, { type }, other] = types;
    return `the flag ${key} is ${type} in the file and ${other.type} there: a flag keeps its type`;
  }
  const units = shared(ruleset.lists, there.lists).find(([, list, other]) => !isSame(list.unit, other.unit));
  return units && `the list ${units[0]} looks up another value there: a list keeps its unit`;
}

/** The flags that keep the seed they have: what the file serves is as it says, only new rollouts hash another text. */
export function otherSeeds({ ruleset }: Existing, { ruleset: there }: Existing): string[] {
  return shared(ruleset.flags, there.flags).flatMap(([key, { seed }, other]) =>
    seed === other.seed ? [] : [key],
  );
}

function shared<Body>(
  bodies: Record<string, Body>,
  others: Record<string, Body>,
): [key: string, body: Body, other: Body][] {
  const keys = Object.keys(bodies).filter((key) => Object.hasOwn(others, key));
  return keys.map((key) => [key, bodies[key], others[key]]);
}

const nouns = {
  FLAG: { table: 'flags', create: 'createFlag', update: 'updateFlag', key: 'flagKey' },
  SEGMENT: { table: 'segments', create: 'createSegment', update: 'updateSegment', key: 'segmentKey' },
  LAYER: { table: 'layers', create: 'createLayer', update: 'updateLayer', key: 'layerKey' },
  LIST: { table: 'lists', create: 'createList', update: 'updateList', key: 'listKey' },
} as const;

/** With what the project says of it: said where it is created, updated where something else is said by now. */
function worded(step: Step, file: Existing, existing: Existing, projectId: string): Step {
  const [kind] = step.name.split(' ', 1) as [keyof typeof nouns];
  const key = step.name.slice(kind.length + 1);
  const { table, create, update, key: keyField } = nouns[kind];
  const said = saidOf(file, table, key);
  if (step.first.some((change) => create in change)) {
    const first = step.first.map((change) => {
      const created: object | null | undefined = change[create];
      return created == null ? change : ({ [create]: { ...created, ...said } } as unknown as ChangeInput);
    });
    return { ...step, first };
  }
  if (isSame(said, saidOf(existing, table, key))) return step;
  const updated = { [update]: { projectId, [keyField]: key, ...said } } as unknown as ChangeInput;
  return { ...step, first: [updated, ...step.first] };
}

/** What is the project's of an object, wherever it stands. */
function saidOf({ ruleset, words }: Existing, table: keyof Words & keyof Ruleset, key: string): object {
  const said = Object.hasOwn(words[table], key) ? words[table][key] : {};
  if (table !== 'flags' || !Object.hasOwn(ruleset.flags, key)) return said;
  const { clientSide, tags } = ruleset.flags[key];
  return { ...said, clientSide, tags };
}

function isSame(one: object, other: object): boolean {
  return canonicalJson(one as Json) === canonicalJson(other as Json);
}

import type { RemoteProject } from '../../support/remote';
import type { Write } from './history';
import { markedValue, writtenVariant } from './marks';
import { oneOf, type Random } from './random';
import { pause } from './until';

export interface WriterOptions {
  /** Unique in the run: `w3`. */
  name: string;
  /** Servers, `http://…`; each write goes to one of them. */
  urls: readonly string[];
  token: string;
  place: RemoteProject;
  /** Of text flags; each write changes two of them together. */
  flagKeys: readonly string[];
  /** Now and then a write is one more id for it; absent: none. */
  listKey?: string;
  /** From the start of one write to that of the next, if the answer was there by then. */
  everyMs: number;
  random: Random;
  /** Of each written value; for configurations of a size. */
  valueLength?: number;
  /** Where its writes are noted. */
  writes: Write[];
}

/** Writes one change after the other, at its own pace, until it is stopped. */
export interface Writer {
  stop(): Promise<void>;
}

const answerLimitMs = 20_000;

export function startWriter(options: WriterOptions): Writer {
  let isOver = false;
  const work = async (): Promise<void> => {
    for (let turn = 1, next = Date.now(); !isOver; turn += 1) {
      const write = await writeOnce(`${options.name}-${turn}`, options);
      options.writes.push(write);
      // Of what failed at once the next attempt would too, thousands of times a second.
      next = Math.max(next + options.everyMs, write.outcome.kind === 'ACKNOWLEDGED' ? 0 : Date.now() + 50);
      await pause(Math.max(0, next - Date.now()));
      next = Math.max(next, Date.now() - options.everyMs);
    }
  };
  const working = work();
  return {
    async stop() {
      isOver = true;
      await working;
    },
  };
}

/** One change under `mark`, whatever comes of it. */
export async function writeOnce(mark: string, options: WriterOptions): Promise<Write> {
  const { urls, token, random } = options;
  const changes = changesOf(mark, options);
  const startedAt = Date.now();
  const outcome = await apply(oneOf(random, urls), token, changes);
  return { mark, objects: changes.length, startedAt, endedAt: Date.now(), outcome };
}

function changesOf(mark: string, { place, flagKeys, listKey, random, valueLength }: WriterOptions): object[] {
  const { environmentId } = place;
  if (listKey !== undefined && random() < 0.1) {
    return [{ addToList: { environmentId, listKey, ids: [mark] } }];
  }
  const first = Math.floor(random() * flagKeys.length);
  const second = (first + 1 + Math.floor(random() * (flagKeys.length - 1))) % flagKeys.length;
  const value = markedValue(mark, valueLength);
  return [first, second].map((at) => ({
    putVariant: { environmentId, flagKey: flagKeys[at], variant: writtenVariant, value },
  }));
}

interface Answer {
  data?: { applyChanges: { __typename: string; revisions?: { revision: string }[] } } | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

const document = `mutation($input: ApplyChangesInput!) { applyChanges(input: $input) {
  __typename ... on ChangesPublished { revisions { revision } } } }`;

/** Codes after which a change may still have been written. */
const tellNothing = ['INTERNAL', 'UNAVAILABLE'];

export async function apply(url: string, token: string, changes: object[]): Promise<Write['outcome']> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: document, variables: { input: { changes } } }),
      signal: AbortSignal.timeout(answerLimitMs),
    });
    return outcomeOf((await response.json()) as Answer);
  } catch (error) {
    const { message, cause } = error as Error;
    return { kind: 'UNKNOWN', cause: `${message} ${String((cause as Error | undefined)?.message ?? '')}` };
  }
}

function outcomeOf({ data, errors }: Answer): Write['outcome'] {
  const applied = data?.applyChanges;
  if (applied?.__typename === 'ChangesPublished') {
    return { kind: 'ACKNOWLEDGED', revision: Number(applied.revisions?.[0]?.revision) };
  }
  if (applied) return { kind: 'REFUSED', cause: applied.__typename };
  const [error] = errors ?? [];
  const code = error?.extensions?.code ?? 'INTERNAL';
  const cause = `${code}: ${error?.message}`;
  return { kind: tellNothing.includes(code) ? 'UNKNOWN' : 'REFUSED', cause };
}

import type { Client } from '../../src/clients/sdk';
import type { ConfigChange, ConfigKind } from '../../src/engine/protocol';
import { FakeClock } from '../clients/sdk/fake-clock';
import { Session } from '../clients/sdk/session';
import { noon } from '../support/builders';
import { namedFiles, type VectorFile } from './vectors';

/** What is evaluated at is the case's instant; timers keep to the time that passes. */
class CaseClock extends FakeClock {
  instant = noon;

  override now(): number {
    return this.instant;
  }
}

/** The file as a server would stream it. */
function changesOf({ ruleset, lists = {} }: VectorFile): ConfigChange[] {
  const put = (kind: ConfigKind, bodies: Record<string, object>): ConfigChange[] =>
    Object.entries(bodies).map(([key, body]) => ({
      kind,
      key,
      op: 'PUT',
      version: '1',
      payload: JSON.stringify(kind === 'LIST' ? { ...body, ids: [...lists[key]].sort() } : body),
    }));
  return [
    ...put('FLAG', ruleset.flags),
    ...put('SEGMENT', ruleset.segments),
    ...put('LAYER', ruleset.layers),
    ...put('LIST', ruleset.lists),
  ];
}

describe.each(namedFiles)('the SDK answers our vectors of %s', (_name, file) => {
  const clock = new CaseClock();
  let session: Session;
  let client: Client;

  beforeAll(async () => {
    session = new Session();
    ({ client } = await session.live(changesOf(file), { clock }));
  });
  afterAll(() => session.end());

  it.each(file.cases)('$name', ({ flagKey, subject, now, expect: expected }) => {
    clock.instant = now ?? noon;
    expect(client.evaluate(flagKey, { ...subject })).toEqual(expected);
  });
});

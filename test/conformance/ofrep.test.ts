import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { handleEvaluationError, toResolutionDetails, type EvaluationResponse } from 'ofrep-core-2';
import { stepsOf } from '../../src/clients/cli/import/changes';
import { publishable } from '../../src/clients/cli/import/publishable';
import type { Import } from '../../src/engine/importers';
import { dialects } from '../support/databases';
import { ofrepClient, type OfrepClient } from '../support/ofrep';
import { aStage, openTheatre, type Theatre } from '../server/delivery/stage';
import { scenariosIn, type FlagdScenario } from './flagd';
import { askedIn, check, type Asked, type Details } from './flagd-provider';

const folder = join(process.env.CONFORMANCE_DIR ?? '', 'flagd');
const isThere = Boolean(process.env.CONFORMANCE_DIR) && existsSync(folder);
const scenarios = isThere ? scenariosIn(folder).filter(({ refused }) => refused === undefined) : [];

/** What is different over OFREP, and nothing else is: each by what the protocol itself says. */
const differences = {
  /** Its schema has no reason DEFAULT. */
  reasons: { UNKNOWN: 'DEFAULT' } as Record<string, string>,
  /** A `targetingKey` is a text there; flagd takes any, and finds no unit in it. */
  refuses: ({ context: { targetingKey } }: Asked): boolean =>
    targetingKey !== undefined && typeof targetingKey !== 'string',
};

/** Publishes an import as the command line does, and answers who asks for its flags. */
async function publish(theatre: Theatre, imported: Import): Promise<OfrepClient> {
  const stage = await aStage(theatre);
  const { projectId, environmentId } = stage;
  const nothing = new Set<string>();
  const known = { flags: nothing, segments: nothing, layers: nothing, lists: nothing };
  const target = { projectId, environmentId, known, system: 'flagd' };
  const steps = stepsOf(publishable(imported).ruleset, target);
  await stage.publish(...steps.flatMap(({ first }) => first), ...steps.flatMap(({ then }) => then));
  return ofrepClient(theatre.server.url, stage.key);
}

/** As the core of OpenFeature's providers reads an answer. */
async function evaluate(client: OfrepClient, { key, fallback, context }: Asked): Promise<Details> {
  const { json } = await client.flag(key, { context });
  const response = json as EvaluationResponse;
  const details =
    'errorCode' in response
      ? handleEvaluationError(response, fallback as never)
      : toResolutionDetails(response as never, fallback as never);
  const { value, reason = '', errorCode = '', flagMetadata: metadata } = details;
  return { value, reason: differences.reasons[reason] ?? reason, errorCode, metadata };
}

describe.each(dialects)("flagd's own suite over OFREP on %s", (dialect) => {
  if (!isThere) {
    test.skip('is skipped: CONFORMANCE_DIR does not lead to flagd/', () => undefined);
    return;
  }
  let theatre: Theatre;
  const clients = new Map<Import, OfrepClient>();

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
    for (const imported of new Set(scenarios.map((each) => each.imported))) {
      clients.set(imported, await publish(theatre, imported));
    }
  });
  afterAll(() => theatre.close());

  test.each(scenarios.map((each): [string, FlagdScenario] => [each.name, each]))(
    '%s',
    async (_name, { scenario, imported }) => {
      const asked = askedIn(scenario);
      const details = await evaluate(clients.get(imported) as OfrepClient, asked);
      if (differences.refuses(asked)) expect(details.errorCode).toBe('INVALID_CONTEXT');
      else check(scenario, asked, details);
    },
  );
});

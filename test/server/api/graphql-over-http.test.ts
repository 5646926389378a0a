import { serverAudits } from 'graphql-http';
import { startHarness, type Harness } from '../../support/harness';

/** What is recommended or allowed, and what we do instead: a client's mistake is a 400, and a GET needs a preflight. */
const deviations: Record<string, string> = {
  '5A70': 'notice',
  D6D5: 'notice',
  '6A70': 'notice',
  '572B': 'warn',
  FDE2: 'warn',
  '7B9B': 'warn',
};

let harness: Harness;
let url = '';
beforeAll(async () => {
  harness = await startHarness('sqlite');
  url = `${(await harness.listen()).url}/graphql`;
});
afterAll(() => harness.close());

const audits = serverAudits({ url: () => url, fetchFn: fetch });

test.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))(
  '%s',
  async (_name, audit) => {
    const result = await audit.fn();
    expect(result).toMatchObject({ status: deviations[audit.id] ?? 'ok' });
  },
);

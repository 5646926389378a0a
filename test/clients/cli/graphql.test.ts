import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from '../../../src/clients/cli/graphql';
import { FindEnvironmentsDocument } from '../../../src/clients/generated/graphql';

let server: Server;
let answers: object[];
let asked: number;

beforeEach(async () => {
  asked = 0;
  server = createServer((_, response) => {
    response.end(JSON.stringify(answers[Math.min(asked, answers.length - 1)]));
    asked += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(() => server.close());

const ask = (): Promise<unknown> => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return request({ url, credential: 'token' }, FindEnvironmentsDocument, {});
};

const tooSoon = (retryAfterMs: number): object => ({
  errors: [
    { message: 'Too much was asked', extensions: { code: 'RATE_LIMITED', reason: 'RATE', retryAfterMs } },
  ],
});

it('asks again when a server that was asked too much has had its time', async () => {
  answers = [tooSoon(1), tooSoon(1), { data: { organization: null } }];
  expect(await ask()).toEqual({ organization: null });
  expect(asked).toBe(3);
});

it.each([
  [
    'a server that wants more time than anybody waits',
    [tooSoon(30_001)],
    'Too much was asked (RATE_LIMITED)',
  ],
  [
    'what it says otherwise',
    [{ errors: [{ message: 'No', extensions: { code: 'FORBIDDEN' } }] }],
    'No (FORBIDDEN)',
  ],
])('fails with %s', async (_, given, message) => {
  answers = given;
  await expect(ask()).rejects.toThrow(message);
  expect(asked).toBe(1);
});

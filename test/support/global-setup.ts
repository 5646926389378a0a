import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { connect } from 'node:net';

/** Finds out which databases there are, and whether there is a NATS server, once for all workers; they read it from the environment. */
export default async function globalSetup(): Promise<void> {
  process.env.TEST_RUN = randomBytes(4).toString('hex');
  const url = (process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306').replace(/\/$/, '');
  process.env.TEST_MYSQL_URL = (await answers(url)) ? url : '';
  const nats = process.env.TEST_NATS_URL ?? 'nats://127.0.0.1:4222';
  process.env.TEST_NATS_URL = (await greets(nats)) ? nats : '';
}

async function answers(url: string): Promise<boolean> {
  if (!url) return false;
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

/** A NATS server speaks first. */
async function greets(url: string): Promise<boolean> {
  if (!url) return false;
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 });
  const greeting = new Promise<string>((resolve) => {
    socket.once('data', (data) => resolve(data.toString()));
    for (const event of ['error', 'timeout', 'close'] as const) socket.once(event, () => resolve(''));
  });
  return (await greeting.finally(() => socket.destroy())).startsWith('INFO ');
}

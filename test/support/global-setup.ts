import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';

/** Finds out which databases there are, once for all workers; they read it from the environment. */
export default async function globalSetup(): Promise<void> {
  process.env.TEST_RUN = randomBytes(4).toString('hex');
  const url = (process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306').replace(/\/$/, '');
  process.env.TEST_MYSQL_URL = (await answers(url)) ? url : '';
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

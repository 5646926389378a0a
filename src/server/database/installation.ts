import { randomText } from '../foundation/ids';
import type { Database } from './database';
import { isDuplicate } from './failures';
import { InstallationEntity } from './installation.entity';

const onlyRow = '00000000-0000-7000-8000-000000000000';

/** The secret that this installation made up for itself when it first started. */
export async function installationSecret(database: Database, now: number): Promise<string> {
  const known = await readSecret(database);
  if (known !== null) return known;
  const row = { id: onlyRow, secret: randomText(48), createdAt: now };
  await database
    .transaction((transaction) => transaction.insert(InstallationEntity, row))
    .catch((error: unknown) => {
      // Another process was first, and its secret is the one.
      if (!isDuplicate(error)) throw error;
    });
  return (await readSecret(database)) ?? row.secret;
}

async function readSecret(database: Database): Promise<string | null> {
  const [row] = await database.read.find(InstallationEntity, { take: 1 });
  return row?.secret ?? null;
}

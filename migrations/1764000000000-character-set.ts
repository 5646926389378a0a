import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys are compared byte by byte: a server's default collation folds case or pads spaces. */
export class CharacterSet1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { type } = runner.connection.options;
    if (type !== 'mysql' && type !== 'mariadb') return;
    const collation = type === 'mariadb' ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
    await runner.query(`ALTER DATABASE CHARACTER SET utf8mb4 COLLATE ${collation}`);
  }

  async down(): Promise<void> {
    // The database keeps its collation: nothing that came before needs another.
  }
}

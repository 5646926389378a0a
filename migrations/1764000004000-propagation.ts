import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, long, primary, table, whole } from './columns';

const reports = table('propagation_reports', {
  environment_id: primary(id),
  node_id: primary(id),
  organization_id: id,
  summary: long,
  reported_at: whole,
});

/** Which revisions the instances behind streams run, as each node knows it. */
export class Propagation1764000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(reports, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(reports, true);
  }
}

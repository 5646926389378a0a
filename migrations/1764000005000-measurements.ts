import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, index, long, optional, primary, real, table, text, whole } from './columns';

const ofEnvironment = { organization_id: primary(id), environment_id: primary(id) };

const times = { client_at: whole, occurred_at: whole, received_at: whole };

const tables = [
  table(
    'exposures',
    {
      ...ofEnvironment,
      event_id: primary(text),
      flag_key: text,
      variant: text,
      unit_kind: text,
      unit_key: text,
      experiment: optional(text),
      rule_id: optional(text),
      revision: optional(whole),
      ...times,
    },
    [
      index('exposures_flag', 'organization_id', 'environment_id', 'flag_key', 'occurred_at'),
      index('exposures_received', 'received_at'),
    ],
  ),
  table(
    'metric_events',
    {
      ...ofEnvironment,
      event_id: primary(text),
      metric_key: text,
      unit_kind: text,
      unit_key: text,
      value: optional(real),
      properties: optional(long),
      ...times,
    },
    [
      index('metric_events_key', 'organization_id', 'environment_id', 'metric_key', 'occurred_at'),
      index('metric_events_received', 'received_at'),
    ],
  ),
  table(
    'evaluation_counts',
    {
      ...ofEnvironment,
      flag_key: primary(text),
      span_ms: primary(whole),
      starts_at: primary(whole),
      variant: primary(text),
      evaluations: whole,
    },
    [index('evaluation_counts_age', 'span_ms', 'starts_at')],
  ),
  table('flag_usage', {
    organization_id: primary(id),
    project_id: primary(id),
    flag_key: primary(text),
    environment_id: primary(id),
    last_evaluated_at: whole,
  }),
  table('seen_names', {
    ...ofEnvironment,
    context_kind: primary(text),
    name: primary(text),
    times_seen: whole,
    last_seen_at: whole,
  }),
];

/** What SDKs report: who got which variant, what came of it, and what was evaluated how often. */
export class Measurements1764000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const each of tables) await runner.createTable(each, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const each of [...tables].reverse()) await runner.dropTable(each, true);
  }
}

import type { Filter } from '../foundation/pagination';

/**
 * The rows of `flags` that were not evaluated in any environment since a time (epoch milliseconds), as far as that was
 * reported. One that was made later is not among them: nobody has had the time to use it.
 */
export const staleFlags = (since: number): Filter => ({
  sql: `flags.created_at < ? AND NOT EXISTS (
    SELECT 1 FROM flag_usage
    WHERE flag_usage.organization_id = flags.organization_id AND flag_usage.project_id = flags.project_id
      AND flag_usage.flag_key = flags.\`key\` AND flag_usage.last_evaluated_at >= ?)`,
  parameters: [since, since],
});

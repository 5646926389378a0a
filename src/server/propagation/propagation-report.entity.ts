import { Entity } from 'typeorm';
import { JsonText, KeyId, Reference, Time } from '../database/columns';
import type { NodeSummary } from './summary';

/** What one node says of the streams of one environment; gone soon after the node is. */
@Entity('propagation_reports')
export class PropagationReportEntity {
  @KeyId('environment_id') environmentId: string;
  @KeyId('node_id') nodeId: string;
  @Reference('organization_id') organizationId: string;
  @JsonText('summary') summary: NodeSummary;
  /** By the database's clock, since those of nodes differ. */
  @Time('reported_at') reportedAt: number;
}

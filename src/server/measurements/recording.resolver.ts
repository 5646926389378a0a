import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Operation } from '../foundation/operation';
import type { MeasurementsService, Recorded } from './measurements.service';
import { RecordMeasurementsInput, RecordMeasurementsPayloadType } from './recording.types';

@Resolver()
export class RecordingResolver {
  constructor(private readonly service: MeasurementsService) {}

  @Mutation(() => RecordMeasurementsPayloadType, {
    description:
      'What an SDK reports: who got which variant, what came of it, what it evaluated how often. RATE_LIMITED with `retryAfterMs`: nothing of it was recorded, send it again then',
  })
  recordMeasurements(
    @Arg('input', () => RecordMeasurementsInput) input: RecordMeasurementsInput,
    @Ctx() operation: Operation,
  ): Promise<Recorded> {
    const { environmentId, sentAt, exposures, metrics, evaluations, attributes } = input;
    return this.service.record(operation, {
      environmentId: environmentId ?? null,
      sentAt: sentAt ?? null,
      exposures: (exposures ?? []).map(({ experiment, ruleId, revision, ...exposure }) => ({
        ...exposure,
        experiment: experiment ?? null,
        ruleId: ruleId ?? null,
        revision: revision ?? null,
      })),
      metrics: (metrics ?? []).map(({ value, properties, ...event }) => ({
        ...event,
        value: value ?? null,
        properties: properties ?? null,
      })),
      evaluations: (evaluations ?? []).map(({ variant, ...each }) => ({ ...each, variant: variant ?? null })),
      attributes: attributes ?? [],
    });
  }
}

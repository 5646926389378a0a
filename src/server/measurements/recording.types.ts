import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, JsonScalar, RevisionScalar } from '../foundation/scalars';
import { UserErrorType } from '../foundation/user-error.types';
import type { UserError } from '../foundation/user-errors';
import type { Unit } from './measurement';
import type { Recorded } from './measurements.service';

@InputType('UnitInput', { description: 'Who is measured: what the split hashed' })
export class UnitInput implements Unit {
  @Field(() => String, { defaultValue: 'user', description: 'Of the context; 1 to 64 characters' })
  kind: string;

  @Field(() => String, { description: '1 to 255 characters. Kept as it is: send no name and no address' })
  key: string;
}

@InputType('ExposureInput', { description: 'A unit got a variant' })
export class ExposureInput {
  @Field(() => String, {
    description:
      'Made by the client, unique among the exposures of the environment, 1 to 64 characters; best a UUIDv7. One that is there already is a duplicate',
  })
  eventId: string;

  @Field(() => String) flagKey: string;
  @Field(() => String) variant: string;
  @Field(() => UnitInput) unit: UnitInput;
  @Field(() => String, { nullable: true, description: "The split's `experiment`" }) experiment?:
    string | null;
  @Field(() => String, { nullable: true, description: 'The rule that served' }) ruleId?: string | null;

  @Field(() => RevisionScalar, { nullable: true, description: 'What the client evaluated with' })
  revision?: number | null;

  @Field(() => DateTimeScalar, { description: "By the client's clock" }) at: number;
}

@InputType('MetricEventInput', { description: 'Something that a unit did, and that a metric is made of' })
export class MetricEventInput {
  @Field(() => String, { description: 'As of an exposure, unique among the metric events' }) eventId: string;
  @Field(() => String, { description: 'What happened: `purchase`; 1 to 255 characters' }) key: string;
  @Field(() => UnitInput) unit: UnitInput;

  @Field(() => Float, { nullable: true, description: 'Absent: that it happened is all there is to it' })
  value?: number | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'An object of at most 20 texts (255 characters), numbers, truth values and nulls',
  })
  properties?: unknown;

  @Field(() => DateTimeScalar, { description: "By the client's clock" }) at: number;
}

@InputType('EvaluationCountInput', {
  description: 'How often the client evaluated a flag to a variant within a minute',
})
export class EvaluationCountInput {
  @Field(() => String, { description: 'Also one that no flag has' }) flagKey: string;
  @Field(() => String, { nullable: true, description: "null: the caller's default" }) variant?: string | null;
  @Field(() => Int, { description: '1 or more' }) count: number;

  @Field(() => DateTimeScalar, { description: "Any moment of the minute, by the client's clock" })
  minute: number;
}

@InputType('AttributeNamesInput', { description: 'Attributes that subjects had; never what they were' })
export class AttributeNamesInput {
  @Field(() => String, { defaultValue: 'user', description: 'Of the context; 1 to 64 characters' })
  kind: string;

  @Field(() => [String], { description: 'At most 100, of 1 to 128 characters' }) names: string[];
}

@InputType('RecordMeasurementsInput', { description: 'At most 1,000 entries in all lists together' })
export class RecordMeasurementsInput {
  @Field(() => ID, { nullable: true, description: 'An SDK key implies it; all others must give it' })
  environmentId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "What the client's clock shows as it sends this: all times are moved by as much as it is off. Give it",
  })
  sentAt?: number | null;

  @Field(() => [ExposureInput], { nullable: true }) exposures?: ExposureInput[] | null;
  @Field(() => [MetricEventInput], { nullable: true }) metrics?: MetricEventInput[] | null;
  @Field(() => [EvaluationCountInput], { nullable: true }) evaluations?: EvaluationCountInput[] | null;
  @Field(() => [AttributeNamesInput], { nullable: true }) attributes?: AttributeNamesInput[] | null;
}

@ObjectType('RecordMeasurementsPayload', { description: 'Each entry is accepted, a duplicate or rejected' })
export class RecordMeasurementsPayloadType implements Recorded {
  @Field(() => Int, { description: 'Exposures and metric events among them are stored for good' })
  accepted: number;

  @Field(() => Int, { description: 'Exposures and metric events that were there already' })
  duplicates: number;

  @Field(() => Int, { description: 'Not to be sent again: they would be rejected again' }) rejected: number;

  @Field(() => [UserErrorType], {
    description:
      'Why, one for each that was rejected: `INVALID_INPUT`, `FLAG_NOT_FOUND`, `TIME_AHEAD` or `TIME_BEHIND`',
  })
  userErrors: UserError[];
}

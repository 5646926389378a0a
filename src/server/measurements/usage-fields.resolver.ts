import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EnvironmentEntity } from '../domain/environments/environment.entity';
import { EnvironmentType } from '../domain/environments/environment.types';
import type { FlagConfiguration } from '../domain/flags/flag-configuration';
import { FlagConfigurationType } from '../domain/flags/flag-configuration.types';
import type { Operation } from '../foundation/operation';
import { DateTimeScalar } from '../foundation/scalars';
import { dayMs } from './measurement';
import type { AttributesSeen, SeenNames, UnknownFlagKey } from './usage-fields.service';
import {
  AttributesSeenType,
  FlagUsageType,
  UnknownFlagKeyType,
  VariantUsageType,
} from './usage-fields.types';
import type { UsageReader, UsedFlag, VariantUsage } from './usage-reader';

const sinceByDefaultMs = 7 * dayMs;

@Resolver(() => FlagConfigurationType)
export class FlagConfigurationUsageResolver {
  @FieldResolver(() => FlagUsageType, { description: 'The same for the past as for the present' })
  usage(@Root() { environment, flag }: FlagConfiguration): UsedFlag {
    return { projectId: environment.projectId, environmentId: environment.id, flagKey: flag.key };
  }
}

@Resolver(() => FlagUsageType)
export class FlagUsageResolver {
  constructor(private readonly reader: UsageReader) {}

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'To the minute; null: nobody has told of an evaluation yet',
  })
  lastEvaluatedAt(@Root() flag: UsedFlag, @Ctx() operation: Operation): Promise<number | null> {
    return operation.load(this.reader.lastEvaluatedAt).load(flag);
  }

  @FieldResolver(() => [VariantUsageType], { description: 'What it was evaluated to most comes first' })
  perVariant(
    @Root() flag: UsedFlag,
    @Arg('since', () => DateTimeScalar, {
      nullable: true,
      description:
        'Seven days ago when absent. Counted from its minute on; from its hour on when it is more than two days ago',
    })
    since: number | null,
    @Ctx() operation: Operation,
  ): Promise<VariantUsage[]> {
    return operation
      .load(this.reader.perVariant)
      .load({ ...flag, since: since ?? operation.now - sinceByDefaultMs });
  }
}

@Resolver(() => EnvironmentType)
export class EnvironmentNamesResolver {
  constructor(private readonly service: SeenNames) {}

  @FieldResolver(() => [UnknownFlagKeyType], {
    description: 'The keys that SDKs asked for last and that no flag has: at most 250',
  })
  unknownFlagKeys(
    @Root() environment: EnvironmentEntity,
    @Ctx() operation: Operation,
  ): Promise<UnknownFlagKey[]> {
    return this.service.unknownFlagKeys(operation, environment);
  }

  @FieldResolver(() => [AttributesSeenType], {
    description: 'The names of the attributes that subjects had of late, by kind of context: at most 500',
  })
  attributesSeen(
    @Root() environment: EnvironmentEntity,
    @Ctx() operation: Operation,
  ): Promise<AttributesSeen[]> {
    return this.service.attributesSeen(operation, environment);
  }
}

import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { toGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { LintFinding } from '../configuration/lint-finding';
import { LintFindingType } from '../configuration/lint-finding.types';
import {
  ApplyChangesInput,
  ApplyChangesPayload,
  ChangesPreviewedType,
  ContestedItemType,
  EnvironmentDiffType,
  PublishedRevisionType,
} from './change.types';
import type { ChangesOutcome, ChangesService } from './changes.service';
import { findingsOf, type Preview } from './preview';

@Resolver()
export class ChangesResolver {
  constructor(private readonly changes: ChangesService) {}

  @Mutation(() => ApplyChangesPayload, {
    description:
      'The one way to change what SDKs see, and the nouns that belong to it: all of it, or nothing',
  })
  applyChanges(
    @Ctx() operation: Operation,
    @Arg('input', () => ApplyChangesInput) input: ApplyChangesInput,
  ): Promise<ChangesOutcome> {
    return this.changes.apply(operation, input);
  }
}

@Resolver(() => ChangesPreviewedType)
export class ChangesPreviewedResolver {
  @FieldResolver(() => [LintFindingType], {
    description: 'In what would be written and in all that depends on it, as it would then be: at most 1,000',
  })
  findings(@Root() preview: Preview): LintFinding[] {
    return findingsOf(preview);
  }
}

interface InEnvironment {
  environmentId: string;
}

@Resolver(() => PublishedRevisionType)
export class PublishedRevisionResolver {
  @FieldResolver(() => ID)
  environmentId(@Root() { environmentId }: InEnvironment): string {
    return toGlobalId('Environment', environmentId);
  }
}

@Resolver(() => EnvironmentDiffType)
export class EnvironmentDiffResolver {
  @FieldResolver(() => ID)
  environmentId(@Root() { environmentId }: InEnvironment): string {
    return toGlobalId('Environment', environmentId);
  }
}

@Resolver(() => ContestedItemType)
export class ContestedItemResolver {
  @FieldResolver(() => ID)
  environmentId(@Root() { environmentId }: InEnvironment): string {
    return toGlobalId('Environment', environmentId);
  }
}

import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Author } from '../../foundation/actor';
import { toGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { comparedItemsLimit } from './comparison';
import type { FieldChange } from './diff';
import type { Revision } from './history';
import type { HistoryService } from './history.service';
import { AuthorType, FieldChangeType, RevisionType } from './revision.types';

@Resolver(() => RevisionType)
export class RevisionResolver {
  constructor(private readonly history: HistoryService) {}

  @FieldResolver(() => [FieldChangeType], {
    description: `What it changed, of its first ${comparedItemsLimit} objects`,
  })
  diff(@Root() revision: Revision, @Ctx() operation: Operation): Promise<FieldChange[]> {
    return this.history.differences(operation, revision);
  }
}

@Resolver(() => AuthorType)
export class AuthorResolver {
  @FieldResolver(() => ID, { nullable: true, description: 'Of the member or the token' })
  id(@Root() { kind, id }: Author): string | null {
    if (id === null) return null;
    return toGlobalId(kind === 'MEMBER' ? 'Member' : 'ServiceToken', id);
  }
}

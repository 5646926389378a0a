import type { Dialect } from '../../database/data-source';
import { hasElement, hasText, is, isArchived } from '../../database/filters';
import { fromGlobalId } from '../../foundation/ids';
import type { Filter } from '../../foundation/pagination';

/** What flags, segments, lists and layers can be found by. */
export interface Traits {
  text?: string | null;
  tag?: string | null;
  ownerId?: string | null;
}

export interface OwnedFilter extends Traits {
  archived?: boolean | null;
}

export const traitFilters = (dialect: Dialect, { text, tag, ownerId }: Traits): (Filter | null)[] => [
  hasText(['`key`', 'name', 'description'], text),
  hasElement(dialect, 'tags', tag),
  is('owner_id', ownerId == null ? null : fromGlobalId('Member', ownerId)),
];

export const ownedFilters = (dialect: Dialect, filter: OwnedFilter): (Filter | null)[] => [
  isArchived(filter.archived),
  ...traitFilters(dialect, filter),
];

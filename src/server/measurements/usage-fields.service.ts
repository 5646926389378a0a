import { viewKey } from '../../engine/protocol/view';
import { authorize } from '../domain/access/authorize';
import type { EnvironmentEntity } from '../domain/environments/environment.entity';
import { placeOf } from '../domain/environments/environment.service';
import type { CurrentStates } from '../evaluation/ruleset-cache';
import type { Operation } from '../foundation/operation';
import type { UsageReader } from './usage-reader';

export interface UnknownFlagKey {
  key: string;
  count: number;
  lastSeenAt: number;
}

export interface AttributesSeen {
  kind: string;
  names: string[];
}

/** Names that the SDKs of an environment used, for callers who may read it. */
export class SeenNames {
  constructor(
    private readonly reader: UsageReader,
    private readonly feeds: CurrentStates,
  ) {}

  /** Those asked for last come first. A key that a flag has by now is none of them. */
  async unknownFlagKeys(operation: Operation, environment: EnvironmentEntity): Promise<UnknownFlagKey[]> {
    const place = placeOf(environment);
    authorize(operation.actor, 'read', place);
    const names = await operation.load(this.reader.names).load(environment.id);
    const { objects } = await this.feeds.current(place);
    return names
      .filter(({ contextKind, name }) => contextKind === '' && !objects.has(viewKey('FLAG', name)))
      .sort((one, other) => other.lastSeenAt - one.lastSeenAt || inOrder(one.name, other.name))
      .map(({ name, timesSeen, lastSeenAt }) => ({ key: name, count: timesSeen, lastSeenAt }));
  }

  /** By kind and name. */
  async attributesSeen(operation: Operation, environment: EnvironmentEntity): Promise<AttributesSeen[]> {
    authorize(operation.actor, 'read', placeOf(environment));
    const names = await operation.load(this.reader.names).load(environment.id);
    const kinds = new Map<string, string[]>();
    for (const { contextKind, name } of names) {
      if (contextKind !== '') kinds.set(contextKind, [...(kinds.get(contextKind) ?? []), name]);
    }
    return [...kinds]
      .sort(([one], [other]) => inOrder(one, other))
      .map(([kind, ofKind]) => ({ kind, names: ofKind.sort(inOrder) }));
  }
}

const inOrder = (one: string, other: string): number => (one < other ? -1 : 1);

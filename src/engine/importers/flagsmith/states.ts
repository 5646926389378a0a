import { canonicalJson, type Arm, type Json, type Serve, type Split, type Variant } from '../../evaluation';
import type { Feature, Option } from './definition';
import { identityBucketing, optionRange, type Identities } from './percentage';

/** What Flagsmith returns beside the value. */
export interface StateExtra {
  enabled: boolean;
  /** The value of a switch, which is itself the state: null or the empty text. */
  value?: Json;
  /** The drawn option's key, or `control`; absent where there is nothing to draw. */
  variant?: string | null;
  /** Of the drawn option. */
  weight?: number;
  metadata?: Json;
}

/** All that a feature and its overrides can answer, as variants of one flag; equal answers are one variant. */
export class States {
  readonly variants: Record<string, Variant> = {};
  private readonly names = new Map<string, string>();

  constructor(
    private readonly isSwitch: boolean,
    private readonly identities: Identities,
  ) {}

  /** What is served where a feature (or an override of it) decides. */
  serveOf(feature: Feature, name: string): Serve {
    const { options } = feature;
    const plain = this.stateOf(feature, name);
    if (options.length === 0) return plain;
    let start = 0;
    const arms = options.map((option, at): Arm => {
      const range = optionRange(start, (start += option.weight));
      return { variant: this.optionOf(feature, option, option.key ?? `${name} ${at + 1}`), range };
    });
    const split: Split = { split: identityBucketing(feature.key, this.identities), arms, otherwise: plain };
    return split;
  }

  /** Where nothing is drawn. */
  stateOf({ isEnabled, value, metadata, options }: Feature, name: string): string {
    const variant = options.length > 0 ? { variant: 'control' } : {};
    return this.add(name, value, {
      enabled: isEnabled,
      ...variant,
      ...(metadata !== undefined && { metadata }),
    });
  }

  private optionOf({ isEnabled, metadata }: Feature, { key, value, weight }: Option, name: string): string {
    const extra = { enabled: isEnabled, variant: key, weight, ...(metadata !== undefined && { metadata }) };
    return this.add(name, value, extra);
  }

  private add(name: string, value: Json, extra: StateExtra): string {
    const variant: Variant = this.isSwitch
      ? { value: extra.enabled, extra: { ...extra, value } as Json }
      : { value, extra: extra as unknown as Json };
    const identity = canonicalJson(variant as unknown as Json);
    const known = this.names.get(identity);
    if (known !== undefined) return known;
    const free = this.freeName(name);
    this.names.set(identity, free);
    this.variants[free] = variant;
    return free;
  }

  private freeName(name: string): string {
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : `${name}-${number}`;
      if (!Object.hasOwn(this.variants, candidate)) return candidate;
    }
  }
}

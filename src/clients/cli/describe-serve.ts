import type { Arm, Condition, Flag, Range, Serve } from '../../engine/evaluation';
import { printable } from './output';

/** What is served, in a few words: a variant, shares of variants, or how else it is chosen. */
export function serveText(serve: Serve): string {
  if (serve === null) return "caller's default";
  if (typeof serve === 'string') return printable(serve);
  if ('logic' in serve) return 'by an expression';
  if ('first' in serve) return 'by conditions';
  if (typeof serve.split === 'string') return `split in layer ${printable(serve.split)}`;
  return sharesText(serve.arms, serve.split.span);
}

/** What a flag serves to those whom no rule serves. */
export function defaultText(flag: Flag): string {
  return serveText(flag.on ? flag.fallthrough : flag.off);
}

/** A flag in a few words: `on: off, 2 rules`. */
export function summaryText(flag: Flag): string {
  const { length } = flag.rules;
  const rules = length === 0 ? '' : `, ${length} rule${length === 1 ? '' : 's'}`;
  return `${flag.on ? 'on' : 'off'}: ${defaultText(flag)}${rules}`;
}

function sharesText(arms: Arm[], span: number): string {
  const shares = new Map<string, number>();
  for (const { variant, range } of arms) {
    const name = serveText(variant);
    shares.set(name, (shares.get(name) ?? 0) + widthOf(range));
  }
  return Array.from(shares, ([name, width]) => `${name} ${percentText(width / span)}`).join(', ');
}

/** The share of units that a condition lets through, if it is a gate or has one beside other parts. */
export function gateShare(condition: Condition): number | undefined {
  if (typeof condition !== 'object') return undefined;
  if ('all' in condition) return condition.all.map(gateShare).find((share) => share !== undefined);
  if (!('within' in condition) || typeof condition.within === 'string') return undefined;
  const { span } = condition.within;
  return condition.ranges.reduce((sum, range) => sum + widthOf(range) / span, 0);
}

export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}

function widthOf([from, to]: Range): number {
  return to - from;
}

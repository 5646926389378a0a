import type { Condition, Flag, Serve, Split } from '../types';
import { conditionFindings } from './conditions';
import type { Finds } from './finding';
import { implies, withSegments } from './implies';
import type { Outlook } from './outlook';
import { holdNothing } from './positions';
import { servedAt } from './served';

/** What is found in a flag's rules, in what they serve, and in its variants. */
export function flagFindings(flag: Flag, outlook: Outlook): Finds[] {
  return [
    ...ruleFindings(flag, outlook),
    ...serveFindings(flag.fallthrough, 'fallthrough', outlook),
    ...deadVariants(flag, outlook),
  ];
}

/** A rule is compared with so many before it at most: with all of them is quadratic. */
const mostEarlier = 64;

/** An earlier rule that serves whomever it is for. */
interface Earlier {
  at: number;
  when: Condition;
}

function ruleFindings(flag: Flag, outlook: Outlook): Finds[] {
  const findings: Finds[] = [];
  const earlier: Earlier[] = [];
  let everybodyAt = -1;
  for (const [at, { when, serve }] of flag.rules.entries()) {
    const path = `rules[${at}]`;
    if (everybodyAt >= 0) {
      findings.push({ path, rule: 'UNREACHABLE_RULE', message: `rules[${everybodyAt}] serves everybody` });
      continue;
    }
    const { mayHold, mayFail } = outlook.of(when);
    const plain = withSegments(when, outlook.ruleset.segments);
    findings.push(
      ...conditionFindings(when, `${path}.when`, outlook),
      ...(mayHold ? shadowFindings(plain, path, earlier) : []),
      ...serveFindings(serve, `${path}.serve`, outlook),
    );
    if (!servedAt(serve, flag, outlook).isSure) continue;
    if (!mayFail) everybodyAt = at;
    if (earlier.length < mostEarlier) earlier.push({ at, when: plain });
  }
  return findings;
}

function shadowFindings(when: Condition, path: string, earlier: readonly Earlier[]): Finds[] {
  const shadow = earlier.find((rule) => implies(when, rule.when));
  if (shadow === undefined) return [];
  const message = `whoever it is for is served by rules[${shadow.at}]`;
  return [{ path, rule: 'SHADOWED_RULE', message }];
}

function serveFindings(serve: Serve, path: string, outlook: Outlook): Finds[] {
  if (typeof serve === 'string' || serve === null || 'logic' in serve) return [];
  if ('split' in serve) return splitFindings(serve, path, outlook);
  const choices = serve.first.flatMap((choice, at) => [
    ...conditionFindings(choice.when, `${path}.first[${at}].when`, outlook),
    ...serveFindings(choice.serve, `${path}.first[${at}].serve`, outlook),
  ]);
  return [...choices, ...serveFindings(serve.serve, `${path}.serve`, outlook)];
}

function splitFindings({ arms, sticky, otherwise }: Split, path: string, outlook: Outlook): Finds[] {
  const isEmpty = sticky === undefined && holdNothing(arms.map(({ range }) => range));
  const message = 'the weights of all arms are 0: nobody gets one';
  return [
    ...(isEmpty ? [{ path: `${path}.arms`, rule: 'NOBODY' as const, message }] : []),
    ...serveFindings(otherwise, `${path}.otherwise`, outlook),
  ];
}

/**
 * Of a flag that gives all the same there is nothing to tell: its other variants wait for their rules. Nor of a variant
 * that only an idle rule serves: what is found in that rule says it already.
 */
function deadVariants(flag: Flag, outlook: Outlook): Finds[] {
  const { rules, fallthrough, off, variants } = flag;
  if (rules.length === 0 && (typeof fallthrough === 'string' || fallthrough === null)) return [];
  const inRules = rules.flatMap(({ serve }) => [...servedAt(serve, flag, outlook).variants]);
  const alive = new Set([off, ...inRules, ...outlook.served(flag).variants]);
  return Object.keys(variants)
    .filter((name) => !alive.has(name))
    .map((name) => ({
      path: `variants.${name}`,
      rule: 'DEAD_VARIANT',
      message: `no subject can get variant ${name}`,
    }));
}

import { ask } from './ask';
import type { Caller, Harness } from './harness';

/** A mutation's text, made from the schema: `input` as its one variable, and `selection` beside the user errors. */
export function mutationOf(harness: Pick<Harness, 'schemas'>, name: string, selection = ''): string {
  const field = harness.schemas.api.getMutationType()?.getFields()[name];
  if (!field) throw new Error(`There is no mutation ${name}`);
  const [input] = field.args;
  return `mutation ($input: ${String(input.type)}) {
    ${name}(input: $input) { ${selection} userErrors { code field message } }
  }`;
}

/** Its payload, user errors included. */
export async function mutate(
  harness: Pick<Harness, 'execute' | 'schemas'>,
  caller: Caller,
  name: string,
  input: object,
  selection = '',
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
): Promise<any> {
  const data = await ask(harness, caller, mutationOf(harness, name, selection), { input });
  return data[name];
}

/** Its payload, for a mutation that a test takes for granted: user errors throw. */
export async function succeed(
  harness: Pick<Harness, 'execute' | 'schemas'>,
  caller: Caller,
  name: string,
  input: object,
  selection = '',
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
): Promise<any> {
  const payload = await mutate(harness, caller, name, input, selection);
  if (payload.userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(payload.userErrors)}`);
  return payload;
}

/** The codes of its user errors. */
export async function userErrorsOf(
  harness: Pick<Harness, 'execute' | 'schemas'>,
  caller: Caller,
  name: string,
  input: object,
): Promise<string[]> {
  const { userErrors } = await mutate(harness, caller, name, input);
  return (userErrors as { code: string }[]).map(({ code }) => code);
}

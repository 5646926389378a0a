import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { RE2JS } from 're2js';
import type { Problem } from '../../../engine/evaluation';
import type { Json, Variant } from '../../../engine/evaluation/types';

const schemaLimit = 64 * 1024;
const textLimit = 4 * 1024;

/** What stands between ajv and a user's `pattern`: linear time whatever the pattern, and no long texts. */
class LinearRegExp {
  private readonly pattern: RE2JS;

  constructor(source: string) {
    this.pattern = RE2JS.compile(source);
  }

  test(text: string): boolean {
    return text.length <= textLimit && this.pattern.matcher(text).find();
  }
}

const linear = Object.assign((source: string) => new LinearRegExp(source), { code: 'new LinearRegExp' });

/** A schema's faults; texts under a `pattern` are at most 4 KB, a schema at most 64 KB, and nothing is fetched. */
export function schemaFault(schema: Json): string | null {
  const compiled = compile(schema);
  return typeof compiled === 'string' ? compiled : null;
}

/** Which variants' values the schema refuses, and why. */
export function schemaProblems(schema: Json, variants: Record<string, Variant>): Problem[] {
  const validate = compile(schema);
  if (typeof validate === 'string') return [{ path: 'jsonSchema', message: validate }];
  return Object.entries(variants).flatMap(([name, { value }]) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).slice(0, 5).map(({ instancePath, message }) => ({
      path: `variants.${name}.value${instancePath.replaceAll('/', '.')}`,
      message: `The flag's JSON Schema refuses it: ${message ?? 'not valid'}`,
    }));
  });
}

const compiled = new Map<string, ValidateFunction | string>();

function compile(schema: Json): ValidateFunction | string {
  const text = JSON.stringify(schema);
  if (text.length > schemaLimit) return `A JSON Schema has at most 64 KB, this one has ${text.length} bytes`;
  let result = compiled.get(text);
  if (result === undefined) {
    result = compileNew(schema);
    if (compiled.size >= 256) compiled.clear();
    compiled.set(text, result);
  }
  return result;
}

function compileNew(schema: Json): ValidateFunction | string {
  if (
    typeof schema !== 'boolean' &&
    (typeof schema !== 'object' || schema === null || Array.isArray(schema))
  ) {
    return 'A JSON Schema is an object, or true or false';
  }
  try {
    const ajv = new Ajv2020({ strict: false, allErrors: false, code: { regExp: linear } });
    addFormats(ajv);
    return ajv.compile(schema);
  } catch (error) {
    return `Not a usable JSON Schema: ${(error as Error).message}`;
  }
}

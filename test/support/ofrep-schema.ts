import Ajv2020, { type AnySchema, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { HttpAnswer } from './requests';

const file = join(process.env.CONFORMANCE_DIR ?? '', 'ofrep/service/openapi.yaml');

/** Whether the protocol's OpenAPI is at hand; without it answers are looked at by the tests' own eyes only. */
export const hasOfrepSchema = Boolean(process.env.CONFORMANCE_DIR) && existsSync(file);

/** For a test that says so where it is not. */
export const withoutOfrepSchema = 'is skipped: CONFORMANCE_DIR does not lead to ofrep/service/openapi.yaml';

interface Response {
  content?: Record<string, { schema: { $ref: string } }>;
}

interface OpenApi {
  paths: Record<string, { post: { responses: Record<string, Response> } }>;
  components: { schemas: Record<string, { allOf?: { oneOf?: unknown }[] }> };
}

const singlePath = '/ofrep/v1/evaluate/flags/{key}';
const bulkPath = '/ofrep/v1/evaluate/flags';

/** Statuses that HTTP itself has for what the protocol is silent about: a method, a body that nobody takes. */
const unspoken = [405, 413, 415];

let schemas: { document: OpenApi; ajv: Ajv2020 } | undefined;

function load(): { document: OpenApi; ajv: Ajv2020 } {
  const document = parse(readFileSync(file, 'utf8')) as OpenApi;
  tellValuesApart(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document as AnySchema, 'openapi');
  return { document, ajv };
}

/**
 * As they are written, the kinds of values can't hold: one of them must fit, but the one without a value fits anything, and
 * an integer is a float too. Read as meant: any may fit, and the one without a value has none.
 */
function tellValuesApart({ components: { schemas: named } }: OpenApi): void {
  const [, values] = named.evaluationSuccess.allOf as Record<string, unknown>[];
  values.anyOf = values.oneOf;
  delete values.oneOf;
  Object.assign(named.codeDefaultFlag, { not: { required: ['value'] } });
}

function validator(reference: string): ValidateFunction {
  schemas ??= load();
  return schemas.ajv.compile({ $ref: `openapi${reference}` });
}

/** Throws for an answer that the OpenAPI does not allow. Does nothing where there is none. */
export function assertOfrepAnswer(
  path: 'single' | 'bulk',
  { status, headers, json, text }: HttpAnswer,
): void {
  if (!hasOfrepSchema || unspoken.includes(status)) return;
  schemas ??= load();
  const { responses } = schemas.document.paths[path === 'single' ? singlePath : bulkPath].post;
  const response = responses[String(status)];
  if (!response) throw new Error(`The protocol knows no status ${status}: ${text}`);
  if (status === 304 && text !== '') throw new Error(`A 304 has no body: ${text}`);
  const content = response.content?.['application/json'];
  if (!content) return;
  if (!/^application\/json/.test(String(headers['content-type']))) throw new Error(`Not JSON: ${text}`);
  assertFits(content.schema.$ref, json);
}

/** Throws for the data of an event that the OpenAPI does not allow. */
export function assertOfrepEvent(data: unknown): void {
  if (hasOfrepSchema) assertFits('#/components/schemas/sseEventData', data);
}

function assertFits(reference: string, value: unknown): void {
  const validate = validator(reference);
  if (validate(value)) return;
  throw new Error(`${reference} does not allow ${JSON.stringify(value)}: ${JSON.stringify(validate.errors)}`);
}

/** Throws when the text is not JSON, or is not an object. */
export function readJsonObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('it must be a JSON object');
  }
  return value as Record<string, unknown>;
}

/** JSON with comments as plain JSON: what looks like a comment inside a text stays. */
export function withoutComments(source: string): string {
  return source.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, text?: string) => text ?? '');
}

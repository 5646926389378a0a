import { Document, isCollection, Scalar, visit, type Node } from 'yaml';
import type { Json } from '../../../engine/evaluation';

/**
 * Plain data as YAML 1.2 that reads well in a diff: one text for one value, short things on one line, no folding. What
 * readers of YAML 1.1 take for something else, such as `on`, is quoted.
 */
export function yamlText(value: Json): string {
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_, node, path) => {
      if (depthOf(path) < outermost) return undefined;
      node.flow = isShort(node);
      return node.flow ? visit.SKIP : undefined;
    },
  });
  visit(document, { Scalar: (_, node) => escapeBroken(node) });
  return withoutControls(document.toString({ lineWidth: 0 }));
}

/** Plain data as JSON, a line for each thing. */
export function jsonText(value: Json): string {
  return withoutControls(`${JSON.stringify(value, null, 2)}\n`);
}

/** Tables, their entries and the fields of those have lines of their own. */
const outermost = 3;
const longestLine = 72;

function depthOf(path: readonly unknown[]): number {
  return path.filter(isCollection).length;
}

function isShort(node: Node): boolean {
  return JSON.stringify(node).length <= longestLine;
}

/** Half of a surrogate pair cannot stand in a file, only its escape can; so it is with what `withoutControls` escapes. */
function escapeBroken(node: Scalar): void {
  if (typeof node.value === 'string' && /[\p{Cs}\u007f-\u009f]/u.test(node.value)) {
    node.type = Scalar.QUOTE_DOUBLE;
  }
}

/** What a terminal would obey, as its escape: both notations leave these as they are, and know the same escape. */
function withoutControls(text: string): string {
  return text.replace(/[\u007f-\u009f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
}

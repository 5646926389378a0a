import {
  exportFlagd,
  exportOpenFeature,
  exportSignalbox,
  type EnvironmentFile,
  type Export,
} from '../../../engine/exporters';
import type { Json } from '../../../engine/evaluation';
import { jsonText, yamlText } from './file-text';

export interface Format {
  /** What there is in the end. */
  title: string;
  export(environment: EnvironmentFile): Export;
  /** How it is usually written. */
  notation: Notation;
}

export const formats = {
  signalbox: {
    title: 'environment file',
    export: (environment) => ({ document: exportSignalbox(environment), report: { flags: [] } }),
    notation: 'yaml',
  },
  openfeature: { title: 'flag manifest', export: exportOpenFeature, notation: 'json' },
  flagd: { title: 'flagd definition', export: ({ ruleset }) => exportFlagd(ruleset), notation: 'json' },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export type Notation = 'yaml' | 'json';

export const textIn: Record<Notation, (document: Json) => string> = {
  yaml: yamlText,
  json: jsonText,
};

/** By the file's name where nobody says. */
export function notationOf(file: string | undefined): Notation | undefined {
  if (file === undefined) return undefined;
  if (/\.json$/i.test(file)) return 'json';
  return /\.ya?ml$/i.test(file) ? 'yaml' : undefined;
}

/** One scenario as it runs: its background before it, and a row of examples put in. */
export interface Scenario {
  name: string;
  tags: string[];
  steps: Step[];
}

export interface Step {
  text: string;
  table: string[][];
}

/** Reads the part of Gherkin that conformance suites use: outlines, backgrounds, tables and tags. */
export function readFeature(source: string): Scenario[] {
  const sections = sectionsOf(source);
  const background = sections.find(({ keyword }) => keyword === 'Background')?.steps ?? [];
  const featureTags = sections.find(({ keyword }) => keyword === 'Feature')?.tags ?? [];
  return sections.flatMap((section, at): Scenario[] => {
    if (!section.keyword.startsWith('Scenario')) return [];
    const scenario = {
      name: section.title,
      tags: [...featureTags, ...section.tags],
      steps: [...background, ...section.steps],
    };
    const examples = examplesAfter(sections, at);
    return examples.length === 0 ? [scenario] : examples.flatMap((example) => outlined(scenario, example));
  });
}

interface Section {
  keyword: string;
  title: string;
  tags: string[];
  steps: Step[];
  rows: string[][];
}

const heading = /^(Feature|Background|Scenario Outline|Scenario|Examples):\s*(.*)$/;

function sectionsOf(source: string): Section[] {
  const sections: Section[] = [];
  let tags: string[] = [];
  for (const line of source.split('\n').map((raw) => raw.trim())) {
    const [, keyword, title] = heading.exec(line) ?? [];
    const section = sections.at(-1);
    if (line.startsWith('@')) tags.push(...line.split(/\s+/));
    else if (keyword !== undefined) {
      sections.push({ keyword, title, tags, steps: [], rows: [] });
      tags = [];
    } else if (line.startsWith('|')) (section?.steps.at(-1)?.table ?? section?.rows)?.push(cellsOf(line));
    else if (/^(Given|When|Then|And|But) /.test(line)) {
      section?.steps.push({ text: line.replace(/^\w+ /, ''), table: [] });
    }
  }
  return sections;
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

function examplesAfter(sections: Section[], at: number): Section[] {
  const next = sections.findIndex(({ keyword }, i) => i > at && keyword !== 'Examples');
  return sections.slice(at + 1, next < 0 ? undefined : next);
}

function outlined(scenario: Scenario, { tags, rows: [names, ...rows] }: Section): Scenario[] {
  return rows.map((row) => {
    const put = (text: string): string =>
      names.reduce((filled, name, column) => filled.replaceAll(`<${name}>`, row[column]), text);
    return {
      name: `${scenario.name}: ${row.join(', ')}`,
      tags: [...scenario.tags, ...tags],
      steps: scenario.steps.map((step) => ({
        text: put(step.text),
        table: step.table.map((cells) => cells.map(put)),
      })),
    };
  });
}

/** One case of a peer's own suite, run through our importer. */
export interface Case {
  /** For a person to find it; a result never depends on it. */
  name: string;
  /** The group or tag for which it is neither passed nor failed; absent: it counts. */
  refused?: string;
  /** Throws when the answer is not the one that the suite expects. */
  run(): void;
}

/** A peer's published suite. */
export interface Suite {
  name: string;
  /** The folder below `CONFORMANCE_DIR`. */
  folder: string;
  /** Every case that the folder's files hold: the files are walked, not listed. */
  cases(folder: string): Case[];
}

export interface SuiteResult {
  name: string;
  passed: number;
  failed: { name: string; message: string }[];
  refused: Record<string, number>;
}

export function runSuite(suite: Suite, folder: string): SuiteResult {
  const result: SuiteResult = { name: suite.name, passed: 0, failed: [], refused: {} };
  for (const each of suite.cases(folder)) {
    if (each.refused !== undefined) {
      result.refused[each.refused] = (result.refused[each.refused] ?? 0) + 1;
      continue;
    }
    try {
      each.run();
      result.passed += 1;
    } catch (error) {
      result.failed.push({
        name: each.name,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return result;
}

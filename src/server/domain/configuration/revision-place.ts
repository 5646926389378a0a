/** A revision, which is numbered within its environment. */
export interface RevisionPlace {
  environmentId: string;
  revision: number;
}

export function revisionsByEnvironment(places: readonly RevisionPlace[]): Map<string, number[]> {
  const revisions = new Map<string, number[]>();
  for (const { environmentId, revision } of places) {
    const known = revisions.get(environmentId);
    if (known) known.push(revision);
    else revisions.set(environmentId, [revision]);
  }
  return revisions;
}

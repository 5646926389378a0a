/** What one change takes: so many ids, and a body below the server's limit. */
const batchIds = 10_000;
const batchBytes = 768 * 1_024;

/** The ids in their order, as many at once as one change of a list takes. */
export async function* inBatches(ids: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for await (const id of ids) {
    const size = JSON.stringify(id).length + 1;
    if (batch.length === batchIds || bytes + size > batchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(id);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

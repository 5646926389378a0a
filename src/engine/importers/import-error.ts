/** The whole file cannot be read as what it should be; `path` is the place, such as `flags["new-checkout"].state`. */
export class ImportError extends Error {
  constructor(
    readonly path: string,
    problem: string,
  ) {
    super(path === '' ? problem : `${path}: ${problem}`);
  }
}

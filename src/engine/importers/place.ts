import type { Json } from '../evaluation';
import { fieldsAt, listAt, memberOf, shown, type Fields } from './fields';
import { ImportError } from './import-error';

/** A value in a peer's file together with where it stands, so that whatever is wrong with it can say so. */
export class Place {
  constructor(
    readonly value: unknown,
    readonly path: string,
  ) {}

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** A member of an object; absent where the object lacks it. */
  at(name: string): Place {
    const fields = this.fields();
    return new Place(Object.hasOwn(fields, name) ? fields[name] : undefined, memberOf(this.path, name));
  }

  /** The members of an object, by name; none where it is absent. */
  members(): [name: string, member: Place][] {
    if (this.isAbsent) return [];
    return Object.keys(this.fields()).map((name) => [name, this.at(name)]);
  }

  /** The elements of a list; none where it is absent. */
  elements(): Place[] {
    return listAt(this.path, this.value).map((element, at) => new Place(element, `${this.path}[${at}]`));
  }

  text(absent?: string): string {
    if (this.isAbsent && absent !== undefined) return absent;
    if (typeof this.value !== 'string') throw this.wrong('a text');
    return this.value;
  }

  number(absent?: number): number {
    if (this.isAbsent && absent !== undefined) return absent;
    if (typeof this.value !== 'number') throw this.wrong('a number');
    return this.value;
  }

  boolean(absent: boolean): boolean {
    if (this.isAbsent) return absent;
    if (typeof this.value !== 'boolean') throw this.wrong('true or false');
    return this.value;
  }

  /** Whatever stands here, parsed JSON as the whole file is. */
  json(): Json {
    return (this.value ?? null) as Json;
  }

  fault(problem: string): ImportError {
    return new ImportError(this.path, problem);
  }

  private fields(): Fields {
    return fieldsAt(this.path, this.value);
  }

  private wrong(expected: string): ImportError {
    return this.fault(`must be ${expected}, not ${shown(this.value)}`);
  }
}

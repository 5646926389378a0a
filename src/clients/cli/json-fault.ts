/**
 * Where a text stops being JSON, as an offset; null for a text that is. Only newer versions of `JSON.parse` name the
 * place, and not for every fault.
 */
export function jsonFault(text: string): number | null {
  const scanner = new Scanner(text);
  const isWhole = scanner.value() && scanner.isAtEnd();
  return isWhole ? null : scanner.at;
}

class Scanner {
  at = 0;

  constructor(private readonly text: string) {}

  isAtEnd(): boolean {
    this.take(/\s*/y);
    return this.at === this.text.length;
  }

  value(): boolean {
    this.take(/\s*/y);
    if (this.take(/\{/y)) return this.members('}', () => this.name() && this.value());
    if (this.take(/\[/y)) return this.members(']', () => this.value());
    return this.string() || this.take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  }

  private members(end: '}' | ']', member: () => boolean): boolean {
    const close = end === '}' ? /\s*\}/y : /\s*\]/y;
    if (this.take(close)) return true;
    do {
      if (!member()) return false;
    } while (this.take(/\s*,/y));
    return this.take(close) || this.standAt(/\s*/y);
  }

  private name(): boolean {
    this.take(/\s*/y);
    return this.string() && (this.take(/\s*:/y) || this.standAt(/\s*/y));
  }

  private string(): boolean {
    return this.take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  /** Moves past white space to the character that is wrong. */
  private standAt(space: RegExp): false {
    this.take(space);
    return false;
  }
}

import { get, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** What is between two empty lines of a stream of server-sent events; comments have no fields. */
export interface StreamBlock {
  id?: string;
  event?: string;
  data?: string;
  retry?: string;
  comment?: string;
}

/** A stream of server-sent events as it comes over the line, without any of an EventSource's own rules. */
export class TestEventStream {
  private readonly blocks: StreamBlock[] = [];
  private text = '';
  private wake = (): void => undefined;
  /** Resolves when the server has ended it, or it broke. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly request: ClientRequest,
    private readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.take(chunk));
    this.ended = new Promise((resolve) => response.once('close', () => (resolve(), this.wake())));
  }

  /** Whatever is answered: a refusal is one too. */
  static open(url: string, headers: Record<string, string> = {}): Promise<TestEventStream> {
    return new Promise((resolve, reject) => {
      const request = get(url, { headers }, (response) => resolve(new TestEventStream(request, response)));
      request.once('error', reject);
    });
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  /** The next block with such a field; those before it are dropped. Rejects when the stream ends without one. */
  async next(field: keyof StreamBlock): Promise<StreamBlock> {
    for (;;) {
      for (let block = this.blocks.shift(); block; block = this.blocks.shift()) {
        if (block[field] !== undefined) return block;
      }
      if (this.response.closed) throw new Error(`The stream ended without a ${field}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** What came and was not asked for. */
  get unread(): readonly StreamBlock[] {
    return this.blocks;
  }

  close(): void {
    this.request.destroy();
  }

  private take(chunk: string): void {
    const parts = (this.text + chunk).split('\n\n');
    this.text = parts.pop() ?? '';
    this.blocks.push(...parts.map(blockOf));
    this.wake();
  }
}

const blockOf = (text: string): StreamBlock =>
  Object.fromEntries(
    text.split('\n').map((line) => {
      const [name, ...rest] = line.split(':');
      return [name || 'comment', rest.join(':').trimStart()];
    }),
  );

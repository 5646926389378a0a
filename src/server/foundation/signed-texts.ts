import { createHmac, timingSafeEqual } from 'node:crypto';

const signatureBytes = 16;

/** Texts that clients keep for us: they can be read by anybody, and made up or altered by nobody. */
export class SignedTexts {
  /** What was written for another purpose is none. */
  constructor(
    private readonly secret: string,
    private readonly purpose: string,
  ) {}

  /** Fit for an URL as it is. */
  write(text: string): string {
    const bytes = Buffer.from(text);
    return Buffer.concat([this.sign(bytes), bytes]).toString('base64url');
  }

  /** null for anything that this installation has not written. */
  read(token: string): string | null {
    const bytes = Buffer.from(token, 'base64url');
    const signature = bytes.subarray(0, signatureBytes);
    const text = bytes.subarray(signatureBytes);
    if (signature.length < signatureBytes || !timingSafeEqual(signature, this.sign(text))) return null;
    return text.toString();
  }

  private sign(text: Buffer): Buffer {
    return createHmac('sha256', this.secret)
      .update(`${this.purpose}\0`)
      .update(text)
      .digest()
      .subarray(0, signatureBytes);
  }
}

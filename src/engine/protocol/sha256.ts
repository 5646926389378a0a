import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

/** Of the text in UTF-8, as 64 lower-case hexadecimal digits. */
export const sha256Of = (text: string): string => bytesToHex(sha256(text));

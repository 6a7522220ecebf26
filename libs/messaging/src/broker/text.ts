import { isUtf8 } from 'node:buffer';

/** Bytes as text where they are text that PostgreSQL can hold, else as a `data:;base64,…` URI: nothing is lost. */
export function textOf(bytes: Buffer): string {
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : `data:;base64,${bytes.toString('base64')}`;
}

/** `text` as PostgreSQL can hold it, in JSON too: zero bytes and halves of surrogate pairs stand as U+FFFD. */
export function storableText(text: string): string {
  return Buffer.from(text).toString('utf8').replaceAll('\u0000', '\ufffd');
}

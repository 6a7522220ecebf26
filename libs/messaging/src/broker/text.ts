import { isUtf8 } from 'node:buffer';

/** Bytes as text if PostgreSQL can store it, otherwise as a `data:;base64,…` URI: nothing is lost. */
export function textOf(bytes: Buffer): string {
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : `data:;base64,${bytes.toString('base64')}`;
}

/** `text` in a form that PostgreSQL can store, also in JSON: zero bytes and lone surrogates become U+FFFD. */
export function storableText(text: string): string {
  return Buffer.from(text).toString('utf8').replaceAll('\u0000', '\ufffd');
}

import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { ServiceConfig } from '../config/service-config.js';

const VERSION = 1;
const HEADER = 1 + 4;
const IV = 12;
const TAG = 16;

interface DerivedKeys {
  id: Buffer;
  encryption: Buffer;
  index: Buffer;
  secret: Buffer;
}

/**
 * Encrypts single fields of personal data at rest: AES-256-GCM under a random nonce, the id of the key in front, so that
 * keys can be changed while old rows stay readable. The blind index finds a value without decrypting every row.
 */
export class PersonalDataCipher {
  private readonly keys: DerivedKeys[];

  /** `current` encrypts; `previous` keys only decrypt. Each is 32 bytes in base64. */
  constructor(current: string, previous: string[] = []) {
    this.keys = [current, ...previous].map(derive);
  }

  /** The cipher of a service's configuration; the presence of a key was checked at the start. */
  static of(config: Pick<ServiceConfig, 'PERSONAL_DATA_KEY' | 'PERSONAL_DATA_PREVIOUS_KEYS'>): PersonalDataCipher {
    return new PersonalDataCipher(config.PERSONAL_DATA_KEY!, config.PERSONAL_DATA_PREVIOUS_KEYS?.split(','));
  }

  /** The id of the encrypting key, as stored in front of the ciphertext. */
  get currentKeyId(): Buffer {
    return this.keys[0]!.id;
  }

  /** version (1) | key id (4) | nonce (12) | tag (16) | ciphertext */
  encrypt(text: string): Buffer {
    const key = this.keys[0]!;
    const header = Buffer.concat([Buffer.from([VERSION]), key.id]);
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', key.encryption, iv).setAAD(header);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([header, iv, cipher.getAuthTag(), body]);
  }

  /** @throws Error when the data was changed, or was encrypted under a key that is not configured. */
  decrypt(data: Buffer): string {
    const header = data.subarray(0, HEADER);
    const key = this.keys.find((candidate) => candidate.id.equals(header.subarray(1)));
    if (data.length < HEADER + IV + TAG || header[0] !== VERSION || !key) {
      throw new Error('personal data was encrypted under a key that this service does not have');
    }
    const iv = data.subarray(HEADER, HEADER + IV);
    const decipher = createDecipheriv('aes-256-gcm', key.encryption, iv).setAAD(header);
    decipher.setAuthTag(data.subarray(HEADER + IV, HEADER + IV + TAG));
    return Buffer.concat([decipher.update(data.subarray(HEADER + IV + TAG)), decipher.final()]).toString('utf8');
  }

  /** Deterministic for a text and a key, and useless without the key: for an indexed equality lookup. */
  blindIndex(text: string): Buffer {
    return indexUnder(this.keys[0]!, text);
  }

  /** The index under every configured key, the current one first: a lookup must try all while keys are changed. */
  blindIndexes(text: string): Buffer[] {
    return this.keys.map((key) => indexUnder(key, text));
  }

  /**
   * 32 bytes derived from the exact text under every configured key, the current one first: deterministic, and random
   * to anyone without the key. For secrets that must be shown again without being stored.
   */
  derivedSecrets(text: string): Buffer[] {
    return this.keys.map(({ secret }) => createHmac('sha256', secret).update(text).digest());
  }
}

function indexUnder({ index }: DerivedKeys, text: string): Buffer {
  return createHmac('sha256', index).update(text.normalize('NFC').trim().toLowerCase()).digest();
}

function derive(base64: string): DerivedKeys {
  const master = Buffer.from(base64, 'base64');
  if (master.length !== 32) {
    throw new Error('the key for personal data must be 32 bytes in base64');
  }
  const part = (label: string): Buffer => Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), label, 32));
  const encryption = part('motcua personal data encryption');
  return {
    id: createHash('sha256').update(encryption).digest().subarray(0, 4),
    encryption,
    index: part('motcua personal data index'),
    secret: part('motcua derived secrets'),
  };
}

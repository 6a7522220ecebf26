import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
/** Twelve digits (personal identification number) or nine (old identity card), alone or behind letters: `cccd-079…`. */
const CITIZEN_NUMBER = /(?:^|[^0-9a-z])[a-z]*(?:\d{9}|\d{12})(?![0-9a-z])/i;
const PREFIX = 'citizen-';
const NAME = /^citizen-[\w-]{43}$/;

/**
 * The names of accounts in this service. An identity provider (VNeID) may use the citizen's number as the subject. Such
 * a subject is replaced on entry by a constant name that is useless without the key, so that no table, log or other
 * system gets the number. Any other subject is opaque and stays unchanged.
 */
@Injectable()
export class AccountNames {
  private key?: Buffer;

  /**
   * @param key of the service's database, see `personalDataCipher`; without one, the service stores no citizens'
   *   accounts
   */
  nameBy(key: Buffer): void {
    this.key = key;
  }

  of(subject: string): string {
    if (!this.key || !containsCitizenNumber(subject)) return subject;
    return PREFIX + createHmac('sha256', this.key).update(subject.normalize('NFC')).digest('base64url');
  }
}

export function containsCitizenNumber(subject: string): boolean {
  return CITIZEN_NUMBER.test(subject.replace(UUID, ''));
}

/** Whether this is a citizen's number or its replacement. */
export function isAccountOfCitizen(name: string): boolean {
  return NAME.test(name) || containsCitizenNumber(name);
}

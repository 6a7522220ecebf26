import { DomainError } from '@motcua/contracts';
import { contentHash, type Clock, type Command } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { actorOf, agenciesActingIn, signedBy } from '../application/actor.js';
import { dossierNotFound, type Scope } from '../application/caller-scope.js';
import {
  changedMeanwhile,
  Dossiers,
  type Change,
  type Changed,
  type Decide,
  type Decided,
  type DecideAcceptance,
  type Submitting,
} from '../application/ports.js';
import { afterLimits } from '../application/passed-limits.js';
import { consultationsOf, unansweredConsultations } from '../domain/consultation-tasks.js';
import type { Dossier } from '../domain/dossier.js';
import { codeStem, LEAST_DIGITS } from '../domain/dossier-code.js';
import type { Actor, DossierEvent } from '../domain/dossier-events.js';
import { begin, evolve } from '../domain/evolve.js';
import { replacedIn, type PersonField, type PersonRole, type KnownPersons } from '../domain/intake-correction.js';
import { compiled2026 } from './reference-data.js';

interface Filed {
  dossier: Dossier;
  owner?: string;
  submitter?: string;
  persons?: KnownPersons;
  replaced?: string[];
  /** The agencies that had it. */
  former?: string[];
  /** Who did what happened to it, in order. */
  actors?: Actor[];
}

/** The dossiers in memory, by the same rules as in PostgreSQL (`dossiers-contract.ts`); all of them are counted by one calendar. */
export class InMemoryDossiers extends Dossiers {
  private readonly filed = new Map<string, Filed>();
  private readonly kept = new Map<string, { hash: string; changed: Changed }>();
  /** The last number of each agency and day. */
  readonly numbers = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    ...dossiers: Dossier[]
  ) {
    super();
    for (const dossier of dossiers) this.filed.set(dossier.id, { dossier });
  }

  override async open(command: Command, submitting: Submitting): Promise<Changed> {
    const earlier = this.earlier('dossier.submit', command);
    if (earlier) return earlier;
    const { event, record } = await submitting();
    // Another one with the same key was faster.
    const faster = this.earlier('dossier.submit', command);
    if (faster) return faster;
    const by = await actorOf(command.caller, event, async () => record.ownerSubject === command.caller.subject);
    const dossier = begin(event);
    const { applicant, representative, ownerSubject: owner } = record;
    this.filed.set(dossier.id, {
      dossier,
      actors: [by],
      owner,
      submitter: command.caller.subject,
      persons: { applicant, representative },
    });
    return this.keep('dossier.submit', command, dossier);
  }

  override change(change: Change, decide: Decide): Promise<Changed> {
    const calendar = compiled2026();
    return this.whileOvertaken(change, async (before, by) => {
      const { persons = {}, replaced = [] } = this.filed.get(change.id)!;
      const { passed, dossier } = afterLimits(before, before.acceptance?.basis && calendar, this.clock.now());
      const events = await decide(dossier, before.acceptance?.basis && calendar, {
        by,
        calendar: async () => calendar,
        persons: async () => persons,
        officers: async () => [],
        replacedFields: async () => replaced,
      });
      return () => [...passed, ...events];
    });
  }

  override accept(acceptance: Omit<Change, 'action'>, decide: DecideAcceptance): Promise<Changed> {
    return this.whileOvertaken({ ...acceptance, action: 'accept' }, async (before) => {
      let number: { of: string; stem: string } | undefined;
      const [accepted] = await decide(before, (agencyCode, at) => {
        number = { of: `${agencyCode} ${localDate(at)}`, stem: codeStem(agencyCode, at) };
        return 'the next code';
      });
      return () => [{ ...accepted, code: number ? this.take(number) : accepted.code }];
    });
  }

  override async find(id: string, scopes: Scope[]): Promise<Dossier | undefined> {
    const filed = this.filed.get(id);
    return filed && scopes.some((scope) => reaches(scope, filed)) ? filed.dossier : undefined;
  }

  actorsOf(id: string): Actor[] {
    return this.filed.get(id)?.actors ?? [];
  }

  /** @param attempt decides, and then says what happens if nobody was faster */
  private async whileOvertaken(
    change: Change,
    attempt: (before: Dossier, by: Actor) => Promise<() => Decided>,
  ): Promise<Changed> {
    const operation = `dossier.${change.action}:${change.id}`;
    for (;;) {
      const before = await this.find(change.id, change.scopes);
      const earlier = before && this.earlier(operation, change);
      if (earlier) return earlier;
      try {
        if (!before) throw dossierNotFound();
        if (change.expectedVersion !== undefined && change.expectedVersion !== before.version) {
          throw changedMeanwhile(before);
        }
        const by = await actorOf(
          change.caller,
          agenciesActingIn(change.action, change.caller, before),
          async (scope) => (await this.find(change.id, [scope])) !== undefined,
        );
        const happens = await attempt(before, by);
        const filed = this.filed.get(change.id)!;
        if (filed.dossier !== before) continue;
        const events = happens().map((event) => signedBy(event, by));
        if (events.length === 0) return { dossier: before, at: this.clock.now() };
        const dossier = events.reduce(evolve, before);
        const replaced = events.flatMap((event) =>
          event.type === 'intake-corrected' ? replacedIn(event.corrections) : [],
        );
        this.filed.set(change.id, {
          ...filed,
          dossier,
          persons: events.reduce(corrected, filed.persons),
          replaced: [...(filed.replaced ?? []), ...replaced],
          former: [
            ...(filed.former ?? []),
            ...events.flatMap((event) => (event.type === 'transferred' ? [event.fromAgencyCode] : [])),
          ],
          actors: [...(filed.actors ?? []), ...events.map((event) => event.by)],
        });
        return this.keep(operation, change, dossier);
      } catch (error) {
        const done = error instanceof DomainError && this.earlier(operation, change);
        if (!done) throw error;
        return done;
      }
    }
  }

  private take({ of, stem }: { of: string; stem: string }): string {
    const number = (this.numbers.get(of) ?? 0) + 1;
    this.numbers.set(of, number);
    return stem + String(number).padStart(LEAST_DIGITS, '0');
  }

  private earlier(operation: string, command: Command): Changed | undefined {
    const kept = this.kept.get(keyOf(operation, command));
    if (!kept || command.idempotencyKey === undefined) return undefined;
    if (kept.hash === contentHash(command.input)) return kept.changed;
    throw new DomainError({
      kind: 'precondition',
      code: 'idempotency.key-reused',
      message: { vi: 'Idempotency-Key này đã dùng cho một yêu cầu khác.', en: 'This Idempotency-Key was used before.' },
    });
  }

  private keep(operation: string, command: Command, dossier: Dossier): Changed {
    const changed = { dossier, at: this.clock.now() };
    this.kept.set(keyOf(operation, command), { hash: contentHash(command.input), changed });
    return changed;
  }
}

function corrected(persons: KnownPersons | undefined, event: DossierEvent): KnownPersons | undefined {
  if (event.type !== 'intake-corrected') return persons;
  return event.corrections.reduce((now: KnownPersons, { field, after }) => {
    const [role, name] = field.split('.') as [PersonRole, PersonField];
    return { ...now, [role]: { ...now[role], [name]: after } };
  }, persons ?? {});
}

function keyOf(operation: string, { caller, idempotencyKey }: Command): string {
  return JSON.stringify([caller.subject, operation, idempotencyKey]);
}

function reaches(scope: Scope, { dossier, owner, submitter, former }: Filed): boolean {
  switch (scope.kind) {
    case 'PROVINCE':
      return true;
    case 'AGENCY':
      return dossier.agencyCode === scope.agencyCode;
    case 'RECEIVING':
      return dossier.receivingAgencyCode === scope.agencyCode;
    case 'FORMER_AGENCY':
      return former?.includes(scope.agencyCode) ?? false;
    case 'CONSULTED':
      return (
        !dossier.ending && unansweredConsultations(dossier).some(({ agencyCode }) => agencyCode === scope.agencyCode)
      );
    case 'ONCE_CONSULTED':
      return consultationsOf(dossier).some(({ agencyCode }) => agencyCode === scope.agencyCode);
    case 'OWNER':
      return owner === scope.subject;
    case 'SUBMITTER':
      return submitter === scope.subject;
  }
}

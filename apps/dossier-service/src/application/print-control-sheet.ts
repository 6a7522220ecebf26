import { DomainError, type DossierPunctuality } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { agencyAt, agencyOfStep, havingPart, type AgencyPart } from '../domain/agencies.js';
import { isCounted, type CountedDossier, type Officer, type ProcessStep, type Task } from '../domain/dossier.js';
import { punctualityAt } from '../domain/punctuality.js';
import { handOverStep } from '../domain/tasks.js';
import { dossierNotFound, worksFor } from './caller-scope.js';
import { expectAccepted } from './explain-deadline.js';
import { DossierReadings, Dossiers, ReferenceData, type HistoryEntry, type ReadCommand } from './ports.js';
import { findReadable } from './read-dossier.js';

export interface HandOverParty {
  agencyCode: string;
  unit?: string;
  /** As of then; absent where it was not recorded. */
  officerName?: string;
  officerTitle?: string;
}

/** A row of Form 06: the dossier goes from one to the next. */
export interface HandOver {
  from: HandOverParty;
  /** Absent while another step at the same time has to be done first. */
  to?: HandOverParty;
  stepCode?: string;
  nextStepCode?: string;
  at: Date;
  /** The officer who first took up the next step or delivered the corrected result, and when; absent until then. */
  received?: { at: Date; officer: Pick<Officer, 'name' | 'title'> };
  /** Until when the work was to be done that ends with it. */
  dueAt?: Date;
  result: DossierPunctuality;
  remark?: 'BY_HEAD' | 'REOPENED' | 'CORRECTED';
}

export interface ControlSheet {
  dossier: CountedDossier;
  procedureName: string;
  handOvers: HandOver[];
}

/**
 * What Form 06 of Circular 03/2025/TT-VPCP says (Form 05 of Circular 01/2018): each hand-over from the counter to the result, with whether
 * the work before it was done in time. It fills itself from the history and takes no entry of its own: who takes a step up
 * confirms that it was received.
 */
@Injectable()
export class PrintControlSheet {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
  ) {}

  /** @throws DomainError `not-found` also for who may not have it, `conflict` before acceptance and of an imported dossier. */
  async execute({ id, caller }: ReadCommand): Promise<ControlSheet> {
    const found = await findReadable(this.dossiers, caller, id);
    if (!worksFor(caller, found) && !caller.has('procedure-control')) throw dossierNotFound();
    const dossier = expectAccepted(found);
    if (!isCounted(dossier)) throw noSheet();
    const { entries } = await this.readings.history(id, undefined);
    const { procedure } = dossier;
    return {
      dossier,
      procedureName: await this.referenceData.procedureName(procedure.id, procedure.version),
      handOvers: handOversOf(dossier, entries),
    };
  }
}

/** As the history keeps what a hand-over began. */
interface Begun {
  stepCode: string;
  unit: string;
}

interface HandOverDetails {
  stepCode?: string;
  unit?: string;
  completed?: string[];
  begun?: Begun[];
  dueAt?: string;
  forwardBy?: string;
  correctBy?: string;
  fromAgencyCode?: string;
  toAgencyCode?: string;
}

function handOversOf(dossier: CountedDossier, entries: HistoryEntry[]): HandOver[] {
  const { tasks } = dossier;
  const steps: readonly ProcessStep[] = dossier.procedure.steps;
  const counter = handOverStep(dossier);
  return entries.flatMap((entry): HandOver[] => {
    const details = entry.details as HandOverDetails;
    const having = (part: AgencyPart): string => agencyAt(havingPart(part, dossier), entry.at);
    const [competent, receiving] = [having('COMPETENT'), having('RECEIVING')];
    const whereIs = (stepCode: string | undefined): string => {
      const step = steps.find(({ code }) => code === stepCode);
      return step ? agencyOfStep(step, { agencyCode: competent, receivingAgencyCode: receiving }) : competent;
    };
    const officer = { officerName: entry.actorName, officerTitle: entry.actorTitle };
    const byHead = entry.flags.includes('STEP_BY_HEAD');
    const row = { at: entry.at, ...(byHead && { remark: 'BY_HEAD' as const }) };
    const toNext = (next: readonly Begun[] | undefined, ended: Omit<HandOver, 'at' | 'remark' | 'to'>): HandOver[] => {
      if (!next || next.length === 0) return [{ ...ended, ...row }];
      return next.map(({ stepCode, unit }) => ({
        ...ended,
        ...row,
        to: { agencyCode: whereIs(stepCode), unit },
        nextStepCode: stepCode,
        received: receivedBy(tasks, stepCode, entry.at),
      }));
    };
    switch (entry.action) {
      case 'forward': {
        const from = { agencyCode: receiving, unit: entry.actorUnit, ...officer };
        return toNext(details.begun, {
          from,
          stepCode: details.completed?.at(-1),
          ...judged(entry, details.forwardBy),
        });
      }
      case 'complete-step': {
        const from = { agencyCode: whereIs(details.stepCode), unit: details.unit, ...officer };
        return toNext(details.begun, { from, stepCode: details.stepCode, ...judged(entry, details.dueAt) });
      }
      case 'resolve': {
        const from = { agencyCode: competent, unit: entry.actorUnit, ...officer };
        const next = details.begun ?? (counter ? [{ stepCode: counter.code, unit: counter.unit }] : []);
        return toNext(next, { from, result: 'UNKNOWN' });
      }
      case 'reopen': {
        // By its head, into the agency again.
        const from = { agencyCode: competent, unit: entry.actorUnit, ...officer };
        return [{ from, to: { agencyCode: competent }, ...row, remark: 'REOPENED', result: 'UNKNOWN' }];
      }
      case 'correct-result': {
        const from = { agencyCode: competent, unit: entry.actorUnit, ...officer };
        const to = { agencyCode: receiving, unit: counter?.unit };
        const received = correctionReceived(entries, entry.at);
        return [{ from, to, ...row, received, remark: 'CORRECTED', ...judged(entry, details.correctBy) }];
      }
      case 'transfer': {
        const { fromAgencyCode = competent, toAgencyCode = competent } = details;
        return [{ from: { agencyCode: fromAgencyCode }, to: { agencyCode: toAgencyCode }, ...row, result: 'UNKNOWN' }];
      }
      default:
        return [];
    }
  });
}

/** The officer who first took a step up has received it. An assignment alone confirms nothing. */
function receivedBy(tasks: readonly Task[], stepCode: string, openedAt: Date): HandOver['received'] {
  const task = tasks.find((one) => one.stepCode === stepCode && one.openedAt?.getTime() === openedAt.getTime());
  const hold = task?.holds?.find(({ takenUpAt }) => takenUpAt);
  return hold?.takenUpAt && { at: hold.takenUpAt, officer: hold.officer };
}

/** The counter takes a corrected result to hand it over: nothing else says that it has it. */
function correctionReceived(entries: readonly HistoryEntry[], corrected: Date): HandOver['received'] {
  const handedOver = entries.find(
    ({ action, at }) => (action === 'deliver-correction' || action === 'deliver') && at >= corrected,
  );
  return handedOver && { at: handedOver.at, officer: { name: handedOver.actorName, title: handedOver.actorTitle } };
}

function judged({ at }: HistoryEntry, limit: string | undefined): Pick<HandOver, 'dueAt' | 'result'> {
  if (limit === undefined) return { result: 'UNKNOWN' };
  const dueAt = new Date(limit);
  return { dueAt, result: punctualityAt(at, dueAt) };
}

function noSheet(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.no-control-sheet',
    message: {
      vi: 'Hồ sơ chuyển từ hệ thống cũ không có phiếu kiểm soát: việc giao nhận trước đây không được ghi nhận ở đây.',
      en: 'A dossier of a legacy system has no control sheet: its hand-overs were not recorded here.',
    },
  });
}

import {
  DEFAULT_CONSULTATION_RULES,
  DEFAULT_CORRECTION_RULES,
  DEFAULT_SUPPLEMENT_RULES,
  FORWARD_NEXT_MORNING_MINUTES,
  INTAKE_WITHIN_HOURS,
  type PublishRuleSetRequest,
} from '@motcua/contracts';
import { caller, Clock } from '@motcua/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RuleSets } from '../application/ports.js';
import { nextRuleSet } from '../domain/versioned.js';

const SHIPPED_RULE_SET_ID = 'nd-118-2025';

/**
 * One-stop work since 1 July 2025: Decree 118/2025/NĐ-CP as amended by Decree 309/2026/NĐ-CP.
 *
 * - Time runs from the receipt itself (Art. 17.3): no late-afternoon rule for counting; sector rules that have one
 *   (the last hour of office) get a rule set of their own.
 * - Forwarded the same working day or, received after 15:00, at the start of the next working day (Art. 18.2), which is taken to be
 *   its first hour.
 * - One complete supplement notice (Art. 17.2a); asked for within three working days of the receipt, the deadline starts anew once
 *   the dossier is complete (Decree 61/2018 Art. 19.4, taken to live on), and afterwards the waiting is subtracted. Sector law that
 *   says otherwise says so in its process (`supplementMode`).
 * - A submission is answered within eight working hours (Decree 45/2020/NĐ-CP, as it is usually read).
 * - Who is asked for an opinion and says nothing has not agreed (Art. 19.5 of Decree 61/2018).
 * - A wrong result is corrected at the cost of the agency (Art. 21 of Decree 61/2018); the three working days are our own guess.
 * - At most one new appointment after an apology (Art. 19.9 of Decree 61/2018, repeated in provincial rules of 2025).
 */
const SHIPPED_RULE_SET: PublishRuleSetRequest = {
  legalBasis: 'Nghị định 118/2025/NĐ-CP, sửa đổi bởi Nghị định 309/2026/NĐ-CP',
  effectiveFrom: '2025-07-01',
  countingStart: { kind: 'NONE' },
  forwardNextMorningAfter: '15:00',
  forwardNextMorningMinutes: FORWARD_NEXT_MORNING_MINUTES,
  intakeWithinHours: INTAKE_WITHIN_HOURS,
  supplementMode: 'RESTART',
  supplementRequestLimit: 1,
  supplement: DEFAULT_SUPPLEMENT_RULES,
  consultation: DEFAULT_CONSULTATION_RULES,
  correction: DEFAULT_CORRECTION_RULES,
  reappointmentLimit: 1,
};

/** At the start, publishes the shipped rule set when the catalog has none of its name, the way every rule set is published. */
@Injectable()
export class ShipRuleSet implements OnApplicationBootstrap {
  constructor(
    private readonly ruleSets: RuleSets,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const change = {
      caller: caller({ subject: 'motcua', roles: [] }),
      operation: 'shipRuleSet',
      id: SHIPPED_RULE_SET_ID,
      input: SHIPPED_RULE_SET,
    };
    await this.ruleSets.publish(change, (latest) => {
      // Whatever the province made of it since is left alone.
      const definition = latest ? undefined : nextRuleSet(SHIPPED_RULE_SET_ID, SHIPPED_RULE_SET, latest);
      return definition && { at: this.clock.now(), definition };
    });
  }
}

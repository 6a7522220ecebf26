import { KnownSubjects } from '../application/file-feedback.js';
import { Offices } from '../application/offices.js';
import type { Office } from '../domain/deadlines.js';
import { JUSTICE, WARD } from './examples.js';

/** The department of justice and one ward, until they are closed. */
export class FakeOffices extends Offices {
  readonly open = new Map([JUSTICE, WARD].map((office) => [office.agencyCode, office]));
  /** Happens whenever one is asked for, as it takes time. */
  meanwhile: () => void | Promise<unknown> = () => undefined;

  async find(agencyCode: string): Promise<Office | undefined> {
    const office = this.open.get(agencyCode);
    await this.meanwhile();
    return office;
  }

  /** Who answers for those that are closed. */
  readonly successors = new Map<string, string>();

  async answering(agencyCode: string): Promise<Office | undefined> {
    return this.find(this.open.has(agencyCode) ? agencyCode : (this.successors.get(agencyCode) ?? agencyCode));
  }
}

export class FakeSubjects extends KnownSubjects {
  async dossier(code: string) {
    return code === 'H41.27.05-260820-0001'
      ? { agencyCode: WARD.agencyCode, procedureCode: '1.001193', fieldCode: 'G15-TP07' }
      : undefined;
  }

  async procedureField(code: string): Promise<string | undefined> {
    return code === '2.000001' ? 'G15-TP01' : undefined;
  }
}

/** A record of the portal: texts, and lists of such records. */
export type TextRecord = Record<string, unknown>;

/** A dossier stored at the portal. */
export interface HeldDossier {
  record: TextRecord;
  status: string;
  progress: TextRecord[];
  /** How often it was sent as an update since it was sent as new. */
  updates: number;
}

/** One change, as it is appended to the file. */
export type DossierChange =
  | { kind: 'dossier'; record: TextRecord; updating: boolean }
  | { kind: 'progress'; row: TextRecord }
  | { kind: 'status'; code: string; status: string }
  | { kind: 'removed'; code: string };

/** The dossiers that the portal accepted, by code. */
export class HeldDossiers {
  private readonly byCode = new Map<string, HeldDossier>();
  private sorted?: string[];

  get(code: string): HeldDossier | undefined {
    return this.byCode.get(code);
  }

  get size(): number {
    return this.byCode.size;
  }

  apply(change: DossierChange): void {
    switch (change.kind) {
      case 'dossier': {
        const code = String(change.record['MaHoSo']);
        const held = this.byCode.get(code);
        this.byCode.set(code, {
          record: change.record,
          status: String(change.record['TrangThaiHoSo']),
          progress: held?.progress ?? [],
          updates: (held?.updates ?? 0) + (change.updating ? 1 : 0),
        });
        if (!held) this.sorted = undefined;
        return;
      }
      case 'progress': {
        const held = this.byCode.get(String(change.row['MaHoSo']));
        if (!held) return;
        held.progress.push(change.row);
        // The state of a dossier is that of its latest progress row.
        held.status = String(lastOf(held.progress)['TrangThai']);
        return;
      }
      case 'status': {
        const held = this.byCode.get(change.code);
        if (held) held.status = change.status;
        return;
      }
      case 'removed':
        if (this.byCode.delete(change.code)) this.sorted = undefined;
    }
  }

  /** Codes after `after` in byte order. */
  codesAfter(after: string, limit: number): string[] {
    this.sorted ??= [...this.byCode.keys()].sort(byBytes);
    let from = 0;
    let to = this.sorted.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (byBytes(this.sorted[middle]!, after) <= 0) from = middle + 1;
      else to = middle;
    }
    return this.sorted.slice(from, from + limit);
  }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lastOf(rows: TextRecord[]): TextRecord {
  return rows.reduce((last, row) => (String(row['ThoiDiemXuLy']) >= String(last['ThoiDiemXuLy']) ? row : last));
}

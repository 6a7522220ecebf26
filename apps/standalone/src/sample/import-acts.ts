import { weekdayAt } from './sample-time.js';
import type { SampleClient } from './sample-client.js';
import type { TimedAct } from './timeline.js';

/** The imports of the sample, once they are done. */
export interface SampleImports {
  dossierImportId?: string;
}

/** The import id in the example of the catalog's documentation. */
export const PROCEDURE_IMPORT_ID = '0199a1c2-7d5a-7c33-9f2e-2f6f0b0b7a11';

const PORTAL_LINES = [
  {
    ma_thu_tuc: '1.000016',
    ten_thu_tuc: 'Thông báo tăng, giảm vốn góp của quỹ đầu tư khởi nghiệp sáng tạo',
    linh_vuc: 'Thành lập và hoạt động doanh nghiệp',
    cap_thuc_hien: 'Cấp tỉnh',
    cach_thuc_thuc_hien: 'Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến3 Ngày làm việcMiễn phíTrực tiếp1Miễn phí',
  },
];

/** Records of a legacy system: one in order, one still open, one whose history contradicts its end. */
const LEGACY_LINES = [
  {
    legacyId: 'HS-2025-0001',
    agencyCode: 'H41.14',
    procedureCode: '2.000635',
    channel: 'DIRECT',
    receivedAt: '2025-08-05T09:00:00+07:00',
    dueAt: '2025-08-06T17:00:00+07:00',
    endedAt: '2025-08-06T10:00:00+07:00',
    outcome: 'DELIVERED',
    steps: [
      { name: 'Tiếp nhận', unit: 'Một cửa', at: '2025-08-05T09:00:00+07:00' },
      { name: 'Trả kết quả', unit: 'Một cửa', at: '2025-08-06T10:00:00+07:00' },
    ],
  },
  {
    legacyId: 'HS-2025-0002',
    agencyCode: 'H41.14',
    procedureCode: '2.000635',
    channel: 'ONLINE',
    receivedAt: '2025-08-11T14:10:00+07:00',
    dueAt: '2025-08-12T17:00:00+07:00',
    steps: [{ name: 'Tiếp nhận', unit: 'Một cửa', at: '2025-08-11T14:10:00+07:00' }],
  },
  {
    legacyId: 'HS-2025-0003',
    agencyCode: 'H41.27.05',
    procedureCode: '1.001193',
    channel: 'POST',
    receivedAt: '2025-08-13T08:20:00+07:00',
    dueAt: '2025-08-14T17:00:00+07:00',
    endedAt: '2025-08-15T09:00:00+07:00',
    outcome: 'APPROVED',
    steps: [
      { name: 'Tiếp nhận', unit: 'Một cửa', at: '2025-08-13T08:20:00+07:00' },
      { name: 'Vào sổ', unit: 'Tư pháp - hộ tịch', at: '2025-08-15T15:30:00+07:00' },
    ],
  },
];

/** The legacy records that the example of the import sends: known to be accepted, and new. */
export const LEGACY_EXAMPLE = LEGACY_LINES.map((line) => ({ ...line, legacyId: line.legacyId.replace('2025', 'moi') }));

/** An import of procedures and one of a legacy system's dossiers; both can be sent again. */
export function importActs(asOf: Date, client: SampleClient, done: SampleImports): TimedAct[] {
  return [
    {
      at: weekdayAt(asOf, 25, '08:00'),
      clocks: ['procedure-catalog-service', 'dossier-service'],
      run: async () => {
        await client.send({
          service: 'procedure-catalog-service',
          as: 'ops-1',
          path: `/procedure-imports?importId=${PROCEDURE_IMPORT_ID}&shape=PORTAL_FLAT`,
          lines: PORTAL_LINES,
        });
        const report = await client.send<{ id: string }>({
          service: 'dossier-service',
          as: 'ops-1',
          path: '/dossier-imports?legacySystem=mot-cua-cu',
          lines: LEGACY_LINES,
        });
        done.dossierImportId = report.id;
      },
    },
  ];
}

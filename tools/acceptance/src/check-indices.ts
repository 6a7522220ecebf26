import type { Checks } from '@motcua/deployment';
import {
  addedUp,
  differencesToPublished,
  makeAgain,
  rankingFile,
  readReported,
  reportedChanges,
  shippedEdition,
} from '@motcua/reporting-service';
import { readPublishedIndices, type PublishedIndices } from './published-indices.js';

/** Check 5: the engine of the reform index gives what was really published; it needs no deployment. */
export function checkIndices(checks: Checks, data: string): void {
  checks.section('5. Published indices, made again from their counts');
  const published = readPublishedIndices(data);
  checkAgencies(checks, published);
  checkProvinces(checks, published);
  checkReported(checks, published);
}

const EDITION = shippedEdition('qd-766-2026');
/** The electronic certified copy is not among the published counts: with it full, digitisation comes out to the hundredth. */
const CERTIFIED_COPY = 2;

function checkAgencies(checks: Checks, { agencies, provinces }: PublishedIndices): void {
  const differences = differencesToPublished(EDITION, agencies);
  const field = (code: string) => differences.map(({ fields }) => fields.find((one) => one.field === code)!);
  checks.equal('agencies with published counts', differences.length, 7);
  for (const code of ['TDGQ', 'MDHL'])
    checks.equal(
      `${code} of every agency, as published`,
      field(code).map(({ computed }) => Number(computed)),
      field(code).map((one) => Number(one.published)),
    );
  checks.equal(
    'MDSH: the only item without counts',
    [...new Set(field('MDSH').flatMap(({ hidden }) => hidden))],
    ['4.cts'],
  );
  checks.equal(
    'MDSH of every agency, what is left for the certified copy',
    field('MDSH').map(({ rest }) => Number(rest)),
    field('MDSH').map(() => CERTIFIED_COPY),
  );
  checks.equal(
    'TTTT: the only item without counts',
    [...new Set(field('TTTT').flatMap(({ hidden }) => hidden))],
    ['3.5'],
  );
  checks.holds(
    `TTTT of every agency: what is left for item 3.5 lies in [0, 2], up to rounding: ${field('TTTT')
      .map(({ rest }) => rest)
      .join(', ')}`,
    field('TTTT').every(({ explained }) => explained),
  );
  checks.holds(
    'no field contradicts its counts',
    differences.every(({ fields }) => fields.every(({ explained }) => explained)),
  );
  checks.equal(
    'totals of the agencies are the sums of their rounded fields',
    differences.map(({ total }) => Number(total.added)),
    differences.map(({ total }) => Number(total.published)),
  );
  const inherited = provinces.find(({ unit }) => agencies[0]!.unit.code.startsWith(`${unit.code}.`))!.fields['CKMB'];
  checks.equal(
    'CKMB of the agencies is that of their province',
    [...new Set(agencies.map(({ fields }) => fields['CKMB']))],
    [inherited],
  );
}

function checkProvinces(checks: Checks, { provinces, ranks }: PublishedIndices): void {
  const { units } = addedUp(EDITION, provinces);
  const total = (code: string) => Number(provinces.find(({ unit }) => unit.code === code)!.total);
  checks.equal(
    'provinces whose total is the sum of its rounded fields',
    units.filter(({ unit, value }) => Number(value) === total(unit)).length,
    34,
  );
  checks.equal(
    'provinces whose rank is that of the portal',
    units.filter(({ unit, rank }) => rank === ranks[unit]).length,
    34,
  );
  const file = rankingFile(
    EDITION,
    provinces.map(({ unit, fields }) => ({ ...unit, reported: fields })),
  );
  checks.holds(`the ranking is made again from its file, byte for byte (${file.length} bytes)`, makeAgain(file).same);
  checks.holds('a file with one moved point is another ranking', !makeAgain(file.replace('"17.72"', '"17.73"')).same);
}

function checkReported(checks: Checks, { facts }: PublishedIndices): void {
  const reported = readReported(facts);
  const only = (which: (one: (typeof reported)[number]) => boolean) => reported.filter(which).length;
  checks.equal('published results taken over', reported.length, 75);
  checks.equal(
    'of them "last", with a rank only, with a value only',
    [
      only(({ rank }) => rank === 'last'),
      only(({ value, rank }) => value === undefined && rank !== undefined),
      only(({ value, rank }) => value !== undefined && rank === undefined),
    ],
    countedIn(facts),
  );
  const changes = (index: string, unit: string) =>
    reportedChanges(reported, index, unit).map(({ year, change, places }) => [year, change, places]);
  checks.equal(
    'Nghệ An, Văn phòng UBND tỉnh: 84.94 to 91.5, rank 5 to 2',
    changes('CCHC sở (Nghệ An)', 'Văn phòng UBND tỉnh'),
    [
      [2021, null, null],
      [2022, '6.56', 3],
      [2023, null, 0],
    ],
  );
  checks.equal('Hà Nội, Sở Nội vụ: 1, 3 and 2 of 22', changes('CCHC sở (Hà Nội)', 'Sở Nội vụ'), [
    [2020, null, null],
    [2021, null, -2],
    [2022, null, 1],
  ]);
  checks.equal(
    '… and 4 of 22 in satisfaction',
    reported.filter(({ index }) => index === 'SIPAS sở (Hà Nội)').map(({ rank, of }) => [rank, of]),
    [[4, 22]],
  );
  const regions = [
    'Đồng bằng sông Hồng',
    'Đông Nam Bộ',
    'Trung du miền núi phía Bắc',
    'Bắc Trung Bộ và Duyên hải miền Trung',
  ];
  checks.equal(
    'regions, 2022 to 2023',
    regions.map((region) => reportedChanges(reported, 'PAR INDEX', region).at(-1)!.change),
    ['1.71', '3.05', '2.72', '2.57'],
  );
  checks.equal('no difference where the year before is missing', changes('PAR INDEX', 'Tây Nguyên'), [
    [2023, null, null],
  ]);
}

/** The same three numbers, counted in the table itself. */
function countedIn(rows: PublishedIndices['facts']): number[] {
  const kinds = rows.map(({ rank, value_percent_or_points: value }) => [
    rank === 'last',
    value === '' && rank !== '',
    value !== '' && rank === '',
  ]);
  return [0, 1, 2].map((kind) => kinds.filter((one) => one[kind]).length);
}

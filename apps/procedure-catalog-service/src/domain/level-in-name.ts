import { flag, type Flag } from './flags.js';
import type { ProcedureLevel } from './procedure-content.js';

/**
 * "(cấp tỉnh)", "thực hiện tại cấp trung ương", "Ủy ban nhân dân cấp xã": phrases in which "cấp" is surely the noun
 * "level". Alone it is as often the verb "to grant" ("cấp thẻ", "cấp bộ").
 */
const LEVEL_PHRASE =
  /(?:\(|thực hiện tại |ủy ban nhân dân |uỷ ban nhân dân |ubnd |thủ tục hành chính |công an )cấp (trung ương|bộ|tỉnh|huyện|xã)(?!\p{L})/giu;

const LEVELS: Record<string, ProcedureLevel> = {
  'trung ương': 'MINISTRY',
  bộ: 'MINISTRY',
  tỉnh: 'PROVINCE',
  huyện: 'DISTRICT',
  xã: 'COMMUNE',
};

/** Whether a procedure's name states a level that its record does not, or one that no longer exists. */
export function checkLevelInName(name: string, levels: ProcedureLevel[]): Flag[] {
  const stated = new Set(
    [...name.normalize('NFC').matchAll(LEVEL_PHRASE)].map(([, level]) => LEVELS[(level ?? '').toLowerCase()]),
  );
  const flags: Flag[] = [];
  if (stated.has('DISTRICT')) flags.push(flag('NAME_STATES_DISTRICT_LEVEL', 'name', name));
  stated.delete('DISTRICT');
  // Several levels in one name are a list of who is concerned, not a statement of who does it.
  const [only] = stated;
  if (stated.size === 1 && only && levels.length > 0 && !levels.includes(only))
    flags.push(flag('LEVEL_DIFFERS_FROM_NAME', 'levels', `${name} | ${levels.join(', ')}`));
  return flags;
}

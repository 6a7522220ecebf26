export type Language = 'vi' | 'en';

/** The better of our two languages for an `Accept-Language` header (RFC 9110 §12.5.4); Vietnamese unless English is preferred. */
export function languageOf(header: string | string[] | undefined): Language {
  const wanted = { vi: -1, en: -1, any: -1 };
  for (const part of String(header ?? '')
    .slice(0, 500)
    .split(',')) {
    const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    const primary = tag.split('-')[0];
    if (!(weight >= 0 && weight <= 1)) continue;
    if (primary === 'vi' || primary === 'en') wanted[primary] = Math.max(wanted[primary], weight);
    if (tag === '*') wanted.any = weight;
  }
  const vi = wanted.vi < 0 ? wanted.any : wanted.vi;
  const en = wanted.en < 0 ? wanted.any : wanted.en;
  return en > 0 && en > vi ? 'en' : 'vi';
}

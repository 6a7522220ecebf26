/** All but the last four: `********6789`. The first six digits of a CCCD tell province, century, sex and year of birth. */
export function maskIdentityNumber(text: string): string {
  return mask(text, 4);
}

/** All but the last three. */
export function maskPhone(text: string): string {
  return mask(text, 3);
}

/** The first letter of each word: `N***** V** A*`. */
export function maskName(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [first = '', ...rest] = [...word];
      return first + '*'.repeat(rest.length);
    })
    .join(' ');
}

/** The first letter and the domain: `a***@example.vn`. */
export function maskEmail(text: string): string {
  const at = text.lastIndexOf('@');
  return at < 1 ? mask(text, 0) : `${text[0]}***${text.slice(at)}`;
}

/** Stars in place of all but the last `shown` characters; a text no longer than that is hidden whole. */
export function mask(text: string, shown = 4): string {
  const characters = [...text.trim()];
  if (characters.length <= shown) return '*'.repeat(characters.length);
  const hidden = characters.length - shown;
  return '*'.repeat(hidden) + characters.slice(hidden).join('');
}

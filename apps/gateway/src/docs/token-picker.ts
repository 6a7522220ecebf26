/** Where the page at `/docs` asks for ready tokens; there is such a path only with DEV_TOKENS_URL. */
export const TOKEN_PICKER_PATH = '/docs-tokens';

/**
 * What the page at `/docs` does in a browser where ready tokens can be had: a bar above everything, in which a list of
 * people presses "Authorize" for whoever is chosen. Swagger UI keeps the token over a reload, and the list shows whose it is.
 */
export const TOKEN_PICKER = `
window.addEventListener('load', async () => {
  const people = (await (await fetch('${TOKEN_PICKER_PATH}')).json()).tokens;
  const bar = document.createElement('label');
  bar.style.cssText =
    'display:flex;gap:8px;align-items:center;justify-content:flex-end;padding:8px 20px;background:#f0f4f8;font:14px sans-serif;color:#3b4151;white-space:nowrap';
  const list = document.createElement('select');
  list.style.cssText = 'flex:0 1 auto;min-width:0;max-width:100%;padding:6px;font:inherit';
  list.add(new Option('nobody', ''));
  for (const person of people) {
    const where = person.agency ? ' · ' + person.agency : '';
    list.add(new Option(person.subject + ' (' + person.roles.join(', ') + ')' + where, person.token));
  }
  const schema = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
  // preauthorizeApiKey would not keep it over a reload.
  const authorize = () => list.value
    ? window.ui.authActions.authorizeWithPersistOption({ bearer: { name: 'bearer', schema, value: list.value } })
    : window.ui.authActions.logoutWithPersistOption(['bearer']);
  const subjectOf = (token) => {
    try {
      return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub;
    } catch {
      return undefined;
    }
  };
  const kept = JSON.parse(localStorage.getItem('authorized') || '{}');
  const subject = kept.bearer && subjectOf(kept.bearer.value);
  const person = people.find((one) => one.subject === subject);
  if (person) {
    list.value = person.token;
    // The kept one may have run out.
    authorize();
  }
  list.onchange = authorize;
  bar.append('Sign in as', list);
  document.body.prepend(bar);
});
`;

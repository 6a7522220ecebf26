/** The path of ready tokens for the page at `/docs`; only with DEV_TOKENS_URL. */
export const TOKEN_PICKER_PATH = '/docs-tokens';

/**
 * The script of `/docs` for ready tokens: a bar with a list of people; choosing one authorises Swagger UI. Swagger UI
 * keeps the token over a reload, and the list shows its person.
 */
export const TOKEN_PICKER = `
window.addEventListener('load', async () => {
  const ask = async () => (await (await fetch('${TOKEN_PICKER_PATH}')).json()).tokens;
  const people = await ask();
  const bar = document.createElement('label');
  bar.style.cssText =
    'display:flex;gap:8px;align-items:center;justify-content:flex-end;padding:8px 20px;background:#f0f4f8;font:14px sans-serif;color:#3b4151;white-space:nowrap';
  const list = document.createElement('select');
  list.style.cssText = 'flex:0 1 auto;min-width:0;max-width:100%;padding:6px;font:inherit';
  list.add(new Option('nobody', ''));
  for (const person of people) {
    const where = person.agency ? ' · ' + person.agency : '';
    list.add(new Option(person.subject + ' (' + person.roles.join(', ') + ')' + where, person.subject));
  }
  const schema = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
  // preauthorizeApiKey would not keep it over a reload.
  const authorize = async () => {
    const chosen = list.value && (await ask()).find((one) => one.subject === list.value);
    if (chosen) window.ui.authActions.authorizeWithPersistOption({ bearer: { name: 'bearer', schema, value: chosen.token } });
    else window.ui.authActions.logoutWithPersistOption(['bearer']);
  };
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
    list.value = person.subject;
    // The kept one may have run out.
    authorize();
  }
  list.onchange = authorize;
  // Ready tokens are good for a quarter of an hour.
  setInterval(() => list.value && authorize(), 300000);
  bar.append('Sign in as', list);
  document.body.prepend(bar);
});
`;

/** Where the page at `/docs` asks for ready tokens; there is such a path only with DEV_TOKENS_URL. */
export const TOKEN_PICKER_PATH = '/docs-tokens';

/**
 * What the page at `/docs` does in a browser where ready tokens can be had: a list of people to sign in as, beside the
 * button "Authorize", which it presses for them.
 */
export const TOKEN_PICKER = `
window.addEventListener('load', async () => {
  const people = (await (await fetch('${TOKEN_PICKER_PATH}')).json()).tokens;
  const list = document.createElement('select');
  list.setAttribute('aria-label', 'Sign in as');
  list.style.cssText = 'position:fixed;top:8px;right:16px;z-index:10;padding:6px;font:14px sans-serif';
  list.add(new Option('Sign in as …', ''));
  for (const person of people) {
    const where = person.agency ? ' · ' + person.agency : '';
    list.add(new Option(person.subject + ' (' + person.roles.join(', ') + ')' + where, person.token));
  }
  list.onchange = () => list.value
    ? window.ui.preauthorizeApiKey('bearer', list.value)
    : window.ui.authActions.logout(['bearer']);
  document.body.append(list);
});
`;

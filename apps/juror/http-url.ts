/** Whether it is an http or https URL without a query, a name or a password. */
export function isHttp(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, search, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && search === "" && username === "" && password === "";
}

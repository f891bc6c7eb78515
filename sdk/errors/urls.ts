const HIDDEN = "(URL not shown)";

const URLS: readonly RegExp[] = [
  // Said of what is no URL, which has no form to know it by: all that follows.
  /(?<=\b(?:failed to parse url from|invalid url:?|the url) )\s*[^\s(].*/gi,
  // A URL of any kind, as far as it goes.
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/gi,
];

/** A text from elsewhere without URLs and what was taken for one: they may hold a password or an API key. */
export function withoutUrls(text: string): string {
  return URLS.reduce((rest, url) => rest.replaceAll(url, HIDDEN), text);
}

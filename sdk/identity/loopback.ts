/** Whether a host, as `URL` writes it, is this machine itself: what goes there leaves no wire, so that http is good enough. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

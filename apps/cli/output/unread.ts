const unread = new WeakSet<object>();
const listeners = new Set<() => void>();

/** Lets a stream whose reader went away, as behind `| head`, take what is written without an error. */
export function endQuietlyWhenUnread(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    unread.add(stream);
    for (const listener of listeners) listener();
  });
}

/** Whether no one reads standard output any more. */
export const isUnread = (): boolean => unread.has(process.stdout);

/** Calls back when no one reads standard output any more. @returns Ends it. */
export function onUnread(listener: () => void): () => void {
  if (isUnread()) listener();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

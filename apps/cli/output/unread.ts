const unread = new WeakSet<object>();

/** Lets a stream whose reader went away, as behind `| head`, take what is written without an error. */
export function endQuietlyWhenUnread(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    unread.add(stream);
  });
}

/** Whether no one reads standard output any more. */
export const isUnread = (): boolean => unread.has(process.stdout);

/**
 * Waits for the cluster, but no longer than is bearable.
 *
 * @param seconds How long it may take. @default 3
 * @throws when the work takes longer
 */
export async function inTime<T>(work: Promise<T>, seconds = 3): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

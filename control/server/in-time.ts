/** How long the cluster may take to answer before it counts as away, in milliseconds. */
const patienceMilliseconds = 3_000;

/** @throws when the work takes longer than the cluster may */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMilliseconds / 1000} s`)), patienceMilliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

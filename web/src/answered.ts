/** Asking this service for data. */

/** What an address answers as JSON. An error says what the service said. */
export async function answered(source: string): Promise<unknown> {
  const answer = await fetch(source, { headers: { Accept: "application/json" } });
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && body !== undefined) return body;
  const detail = (body as { detail?: unknown } | null | undefined)?.detail;
  throw new Error(typeof detail === "string" ? detail : `the data is not to be had (${answer.status})`);
}

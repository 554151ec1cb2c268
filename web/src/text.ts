/** What pages say of numbers and names. */

/** A number with the noun that fits it. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Names that read from right to left do not turn what stands around them. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

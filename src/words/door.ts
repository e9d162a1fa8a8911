/** What a door says when the house behind it cannot be opened. Its operator reads it, in whichever language. */
export function unready(why: string): string {
  return `服务尚未就绪，请联系管理单位。\nThe service is not ready: ${why}\n`
}

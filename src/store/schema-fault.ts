/** A file that cannot be opened as ours; the door says it in one line. */
export class SchemaFault extends Error {
  override name = 'SchemaFault'
}

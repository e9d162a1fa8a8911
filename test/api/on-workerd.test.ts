/** The tests of the API against the Worker. */
import { describeOn, workerd } from './backends.ts'

describeOn('workerd', workerd())

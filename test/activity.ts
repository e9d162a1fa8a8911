/** An activity of the coming Saturday as a station says it; tests change what they are about. */
import type { ActivitySaid } from '../src/bank/activities/activity.ts'

export const ACTIVITY: ActivitySaid = {
  title: '社区长者探访',
  purpose: '上门探访独居长者，陪聊、测血压。',
  where: '示例社区 3 号楼下集合',
  risks: '楼梯湿滑，注意安全',
  insurance: '由站点统一购买志愿者意外险',
  skills: '',
  service: 'activity',
  from: '2026-11-28',
  until: '2026-11-28',
  every: 1,
  starts: 9 * 60,
  ends: 11 * 60,
  places: 3,
  age: 0,
}

/** Every route in one table: the router is built from it, and so is the document. */
import type * as z from 'zod'
import * as activity from './activities.ts'
import * as calendar from './calendar.ts'
import * as catalogue from './catalogue-shapes.ts'
import * as attendance from './attendance.ts'
import * as claim from './claims.ts'
import * as contract from './contract-shapes.ts'
import * as given from './schemas.ts'
import * as lateEntry from './late.ts'
import * as shape from './answers.ts'
import * as oversight from './oversight.ts'
import * as order from './order-shapes.ts'
import * as paper from './paper-shapes.ts'

/** Types of files that are answered. */
export const FILE_TYPES = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  zip: 'application/zip',
} as const
export type FileType = keyof typeof FILE_TYPES

export interface Route {
  readonly method: 'get' | 'post'
  /** As the document writes it: "/members/{id}". */
  readonly path: string
  readonly title: string
  readonly titleZh: string
  /** Anyone may ask; otherwise a session or a token is needed. */
  readonly public?: true
  readonly body?: z.ZodType
  readonly query?: z.ZodType
  /** JSON of a shape, or a file of one of these types. */
  readonly answer: z.ZodType | 'text/plain' | 'text/html' | readonly FileType[]
  /** It may be answered 202: somebody else has to look first, and it stands as a review meanwhile. */
  readonly waits?: true
}

const post = (
  path: string,
  title: string,
  titleZh: string,
  body: z.ZodType,
  answer: z.ZodType = shape.writtenShape,
): Route => ({ method: 'post', path, title, titleZh, body, answer })

const get = (
  path: string,
  title: string,
  titleZh: string,
  answer: Route['answer'],
  query: z.ZodType = given.noQuery,
): Route => ({ method: 'get', path, title, titleZh, answer, query })

const maybeLater = (route: Route): Route => ({ ...route, waits: true })

const open = (route: Route): Route => ({ ...route, public: true })

export const ROUTES: readonly Route[] = [
  maybeLater(post('/credits', 'Credit hours', '记录时数', given.creditBody)),
  post('/credits/batch', 'Credit many at once', '批量记录时数', given.batchBody, shape.batchShape),
  post('/transfers', 'Give hours to another member', '转赠', given.transferBody),
  post('/donations', 'Donate hours to a pool', '捐赠', given.donationBody),
  post('/grants', 'Grant hours', '发放关爱时数', given.grantBody),
  post('/bookings', 'Book a service and hold its price', '预约', given.bookingBody),
  maybeLater(
    post('/bookings/{id}/settlement', 'Settle a booking', '确认完成', given.settlementBody),
  ),
  post('/bookings/{id}/release', 'Release a booking', '取消预约', given.releaseBody),
  post('/redemptions', 'Redeem at the counter', '兑换', given.redemptionBody),
  maybeLater(post('/reversals', 'Reverse an entry', '更正', given.reversalBody)),
  post('/orders', 'Take a service order in', '受理工单', order.intakeBody, order.orderMovedShape),
  get('/orders', 'Service orders within reach', '工单列表', order.ordersShape, order.ordersQuery),
  get('/orders/{id}', 'One service order', '一张工单', order.orderShape),
  maybeLater(
    post(
      '/orders/{id}/moves',
      'Move a service order on',
      '办理工单',
      order.moveBody,
      order.orderMovedShape,
    ),
  ),
  post('/orders/{id}/visits', 'Record a paid visit', '有偿服务记录', contract.visitBody),
  post(
    '/visits/{id}/correction',
    'Correct the record of a paid visit',
    '更正有偿服务记录',
    contract.visitCorrectionBody,
  ),
  get('/contracts', 'Contracts of paid care', '有偿服务合同', contract.contractsShape),
  maybeLater(post('/contracts', 'Enter a contract', '登记服务合同', contract.contractBody)),
  get('/contracts/{number}', 'One contract, with its months', '一份合同', contract.contractShape),
  post('/contracts/{number}/end', 'End a contract', '结束服务合同', contract.contractEndBody),
  get(
    '/reviews',
    'What waits for a second person',
    '待复核事项',
    shape.reviewsShape,
    given.reviewsQuery,
  ),
  get('/reviews/{id}', 'One review', '一件复核事项', shape.reviewShape),
  post(
    '/reviews/{id}/approval',
    'Approve what was shown',
    '复核通过',
    given.approvalBody,
    shape.answeredShape,
  ),
  post(
    '/reviews/{id}/rejection',
    'Reject, with a reason',
    '复核驳回',
    given.rejectionBody,
    shape.answeredShape,
  ),
  get(
    '/activities',
    'Activities that can be signed up for',
    '活动',
    activity.activitiesShape,
    activity.activitiesQuery,
  ),
  post('/activities', 'Publish an activity', '发布活动', activity.activityBody),
  get('/activities/{id}', 'One activity', '一个活动', activity.activityShape),
  post(
    '/activities/{id}/changes',
    'Change what has not begun',
    '修改活动',
    activity.activityChangeBody,
  ),
  post('/activities/{id}/cancellation', 'Call an activity off', '取消活动', given.releaseBody),
  post('/activities/{id}/sign-ups', 'Sign up, or wait', '报名', activity.signUpBody),
  post('/activities/{id}/sign-offs', 'Call off', '取消报名', activity.signOffBody),
  post('/activities/{id}/sign-ins', 'Sign in', '签到', attendance.attendBody),
  post('/activities/{id}/sign-outs', 'Sign out', '签退', attendance.attendBody),
  get(
    '/activities/{id}/session',
    'Who is expected and who came on a day',
    '活动当天名册',
    attendance.sessionShape,
    attendance.sessionQuery,
  ),
  post(
    '/activities/{id}/session',
    'Post a session, once',
    '记录活动时数',
    attendance.sessionBody,
    attendance.postedShape,
  ),
  get(
    '/bookables',
    'What can be booked: near oneself, or at a station',
    '可约项目',
    calendar.bookablesShape,
    calendar.bookablesQuery,
  ),
  post(
    '/bookables',
    'Bring something to book, or its next version',
    '可约项目设置',
    calendar.bookableBody,
  ),
  get(
    '/bookables/{station}/{code}/slots',
    'What is free on a day',
    '可约时段',
    calendar.slotsShape,
    calendar.calendarQuery,
  ),
  post(
    '/bookables/{station}/{code}/days',
    'Hours of its own for a day, or none',
    '特殊日子',
    calendar.bookableDayBody,
  ),
  post('/slot-bookings', 'Book a slot, or wait for it', '预约时段', calendar.slotBookingBody),
  get(
    '/stations/{code}/calendar',
    'A station’s day: slots, and who is booked',
    '站点预约日历',
    calendar.calendarShape,
    calendar.calendarQuery,
  ),
  get(
    '/stations/{code}/use',
    'How a station’s calendar is used, free things included',
    '预约使用情况',
    calendar.useShape,
    calendar.useQuery,
  ),
  get(
    '/claims',
    'Claimed hours: one’s own, or what waits for an answer',
    '时数申报',
    claim.claimsShape,
  ),
  post('/claims', 'Claim hours that are missing', '补报时数', claim.claimBody),
  post('/claims/{id}/confirmation', 'Confirm a claim', '确认申报', claim.claimAnswerBody),
  post('/claims/{id}/decline', 'Decline a claim', '不予确认', claim.claimDeclineBody),
  post('/claims/{id}/appeal', 'Appeal to the street', '申诉', claim.claimAppealBody),
  post(
    '/late-entries',
    'Enter hours late, from a stamped list',
    '时数补录',
    lateEntry.lateBody,
    lateEntry.lateShape,
  ),
  post('/members', 'Enrol a member', '登记人员', given.memberBody, shape.enrolledShape),
  post(
    '/organisations',
    'Load organisations into the directory',
    '导入组织',
    given.organisationsBody,
    shape.loadedShape,
  ),
  post(
    '/teams',
    'Load teams of organisations',
    '导入志愿服务队',
    given.teamsBody,
    shape.loadedShape,
  ),
  get('/members/{id}', 'Readings of a member', '人员时数', shape.readingsShape, given.atQuery),
  get(
    '/members/{id}/statement',
    'Statement',
    '时数明细',
    shape.statementShape,
    given.statementQuery,
  ),
  get('/members/{id}/export', 'One’s own record, whole', '本人的全部记录', shape.ownRecordShape),
  get(
    '/members/{id}/reviews',
    'What of a member’s hours waits for review',
    '人员待复核时数',
    shape.waitingShape,
  ),
  get('/entries/{ref}', 'An entry, by seq or id', '一条记录', shape.entryReadShape),
  get('/entries/{ref}/receipt', 'Its receipt', '回执', 'text/plain', given.receiptQuery),
  get('/entries/{ref}/proof', 'Its inclusion proof (.tlog-proof)', '存证', 'text/plain'),
  open(get('/log/checkpoint', 'The newest signed checkpoint', '封账点', 'text/plain')),
  open(
    get(
      '/log/consistency',
      'That the log only grew',
      '只增证明',
      shape.consistencyShape,
      given.consistencyQuery,
    ),
  ),
  open(get('/log/jwks', 'Keys that receipts are checked with', '回执公钥', shape.jwksShape)),
  open(get('/log/key', 'The log’s verifier key', '封账公钥', 'text/plain')),
  open(get('/stations', 'Stations', '服务站点', shape.stationsShape)),
  get(
    '/stations/{code}/position',
    'Position of a station',
    '站点时数收支',
    shape.positionShape,
    given.atQuery,
  ),
  get(
    '/liability',
    'Hours outstanding, by age, place and who recorded them',
    '未兑换时数',
    oversight.liabilityShape,
    oversight.liabilityQuery,
  ),
  get(
    '/months/{month}',
    'The month of a station or an area, as it was signed or would be',
    '月结单',
    oversight.monthShape,
    oversight.liabilityQuery,
  ),
  post('/months', 'Sign a month off', '签字月结', oversight.monthBody),
  get(
    '/settlements/{month}',
    'What stations owe each other, as it was settled or would be',
    '站点清算单',
    oversight.settlementShape,
  ),
  maybeLater(
    post('/settlements', 'Ask for a settlement', '报请站点清算', oversight.settlementBody),
  ),
  get('/trial-balance', 'Trial balance', '试算平衡', shape.trialShape, given.atQuery),
  open(
    get(
      '/stations/{code}/catalogue',
      'What hours are redeemed for at a station',
      '站点兑换目录',
      catalogue.offersShape,
    ),
  ),
  get(
    '/members/{id}/choices',
    'What a member could redeem, and what is missing',
    '人员可兑换项目',
    catalogue.choicesShape,
    catalogue.choicesQuery,
  ),
  maybeLater(post('/items', 'Bring an item of a catalogue', '兑换项目', catalogue.itemBody)),
  post('/items/stock', 'Count stock in or out', '库存', catalogue.stockBody),
  post(
    '/gifts/together',
    'Several give to one need, all or none',
    '合力捐',
    catalogue.togetherBody,
    catalogue.togetherShape,
  ),
  post('/pools/terms', 'What a pool is for', '公益时间池用途', catalogue.poolTermsBody),
  post(
    '/vouchers',
    'Hold hours under the code of a paper voucher',
    '时间券',
    catalogue.voucherBody,
    catalogue.voucherShape,
  ),
  post('/vouchers/redemption', 'Redeem a voucher, once', '收时间券', catalogue.voucherUseBody),
  post('/subsidies', 'Load the subsidy of meals of an area', '助餐补贴标准', catalogue.subsidyBody),
  post(
    '/diners',
    'Take in a canteen’s list of a day',
    '就餐名单',
    catalogue.dinersBody,
    catalogue.dinersShape,
  ),
  post(
    '/instructions',
    'What a member wants to become of their hours',
    '本人时间嘱托',
    catalogue.willBody,
  ),
  post('/endings', 'Report a death or incapacity', '身后与失能登记', catalogue.endingBody),
  post('/endings/steps', 'Take such a case a step on', '身后与失能办理', catalogue.endingStepBody),
  get(
    '/members/{id}/ending/record',
    'The record for a near relative, signed',
    '近亲属查阅记录',
    catalogue.signedRecordShape,
  ),
  get(
    '/certificates/{code}',
    'One certificate, its facts',
    '志愿服务记录证明',
    paper.certificateShape,
  ),
  get(
    '/certificates/{code}/file',
    'One certificate, to print',
    '志愿服务记录证明（打印）',
    ['pdf'],
    paper.pdfQuery,
  ),
  post(
    '/certificates',
    'Issue a certificate',
    '开具证明',
    paper.certificateBody,
    paper.issuedShape,
  ),
  get(
    '/publicity',
    'Lists of a station that hang or hung out',
    '公示名单',
    paper.publicityShape,
    paper.stationQuery,
  ),
  get(
    '/publicity/{id}/file',
    'One list, to print',
    '公示名单（打印）',
    ['pdf'],
    paper.publicityFileQuery,
  ),
  get(
    '/reports/{period}',
    'Figures of a month, a quarter or a year',
    '工作报表',
    paper.reportShape,
    paper.reportQuery,
  ),
  get(
    '/reports/{period}/file',
    'The report to print, or in the template of its street',
    '工作报表（文件）',
    ['pdf', 'xlsx'],
    paper.reportFileQuery,
  ),
  get(
    '/folders/{month}',
    'A station’s month for an inspection',
    '检查资料包',
    ['zip'],
    paper.stationQuery,
  ),
  get(
    '/to-key/{month}',
    'What has to be keyed in elsewhere',
    '待补录清单',
    paper.toKeyShape,
    paper.stationQuery,
  ),
  get(
    '/to-key/{month}/file',
    'The same as a sheet, with names',
    '待补录清单（文件）',
    ['xlsx', 'csv'],
    paper.toKeyFileQuery,
  ),
  post(
    '/to-key/ticks',
    'Tick rows off, or take ticks back',
    '待补录勾选',
    paper.ticksBody,
    paper.ticksShape,
  ),
  open(get('/openapi.json', 'This document', '接口文档', shape.documentShape)),
  open(get('/docs', 'This document, to read', '接口说明', 'text/html')),
]

/** As Hono and the tables of handlers write it: "get /members/:id". */
export function routeKey({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${honoPath(path)}`
}

export function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

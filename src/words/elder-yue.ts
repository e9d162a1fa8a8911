/** 粤语口语 of the pages for elders, as somebody at a counter in Guangzhou would say it. */
import type { elder } from './elder.ts'
import type { Pages } from './pages.ts'

/** Words that stand on paper for staff are not said. */
type ElderSaid = Omit<typeof elder.zh, 'slipRoll' | 'slipHalf' | 'slipPrint'>

type OrderSaid = Pick<
  Pages['order'],
  | 'my'
  | 'myNone'
  | 'myWaiting'
  | 'isDone'
  | 'yes'
  | 'absent'
  | 'absentDone'
  | 'thanks'
  | 'howWasIt'
  | 'cancel'
  | 'stranger'
  | 'strangerDone'
  | 'notAgain'
  | 'open'
  | 'unknownDay'
  | 'comes'
  | 'comesWhen'
  | 'comesAsk'
  | 'claimantNone'
>

type CompleteSaid = Pick<
  Pages['complete'],
  | 'title'
  | 'ask'
  | 'pin'
  | 'code'
  | 'signature'
  | 'thumb'
  | 'call'
  | 'pinAsk'
  | 'codeAsk'
  | 'signatureAsk'
  | 'thumbAsk'
  | 'callAsk'
  | 'kept'
  | 'keptThumb'
  | 'submit'
  | 'another'
  | 'slipCode'
  | 'slipCodeHint'
  | 'slipSign'
>

type SigninSaid = Pick<
  Pages['signin'],
  'memberTitle' | 'card' | 'cardHint' | 'pin' | 'pinHint' | 'submit' | 'noCard' | 'forgotPin'
>

type CalendarSaid = Pick<
  Pages['calendar'],
  | 'what'
  | 'none'
  | 'pickDay'
  | 'pickTime'
  | 'confirmTitle'
  | 'noDays'
  | 'dayNone'
  | 'leftDay'
  | 'left'
  | 'book'
  | 'wait'
  | 'waitHint'
  | 'toBook'
  | 'free'
  | 'booked'
  | 'off'
  | 'rated'
  | 'callOff'
  | 'callOffYes'
  | 'waiting'
>

interface Said {
  readonly calendar: CalendarSaid
  readonly elder: ElderSaid
  readonly order: OrderSaid
  readonly catalogue: Pick<Pages['catalogue'], 'perHour' | 'perItem' | 'more' | 'page'>
  readonly common: Pick<Pages['common'], 'back' | 'notYet'>
  readonly complete: CompleteSaid
  readonly paid: Pick<Pages['paid'], 'elderPaidWhy' | 'elderAsked' | 'elderNeighbour'>
  readonly privacy: Pick<
    Pages['privacy'],
    'looks' | 'looksHint' | 'looksNone' | 'looksMore' | 'looksNotDone'
  >
  readonly proxy: Pick<Pages['proxy'], 'forThem'>
  readonly signin: SigninSaid
}

const elderSaid: ElderSaid = {
  title: '约服务',
  hello: '您好',
  helloName: (name) => `${name}，您好`,
  youHave: (hours) => `您仲有 ${hours} 可以用`,
  youHaveNone: '您而家冇可以用嘅时间',
  askStation: '请搵站点嘅工作人员，睇下帮唔帮到您',
  grantedFirst: (hours, day) => `入面有 ${hours} 系社区送俾您嘅，请喺 ${day} 之前用`,
  whichService: '想约咩服务？',
  costs: (hours) => `用 ${hours}`,
  otherServices: '睇下第啲',
  forWhom: '帮边个约？',
  forMe: '帮我自己',
  forSpouse: '帮我老伴',
  forFamily: '帮父母、仔女或者孙',
  forNeighbour: '帮社区入面有困难嘅街坊',
  enough: (times) => `够约 ${times} 次一个钟嘅服务`,
  which: '边日方便？',
  today: '今日',
  tomorrow: '听日',
  anyDay: '边日都得，请站点打电话俾我',
  confirmAsk: (service, hours) => `约${service}，用 ${hours}，系咪？`,
  confirmYes: '系，就约呢个',
  confirmNo: '唔系，重新拣过',
  booked: '约好咗',
  bookedWait: '站点会打电话俾您，话您知边个嚟、几点嚟',
  slip: '呢张系您嘅纸仔',
  slipHint: '请收好，服务嗰日俾志愿者睇',
  whoComes: (who) => `嚟嘅系：${who}`,
  isDone: '服务做完未？',
  doneYes: '做完喇',
  doneNo: '仲未',
  thanks: '多谢您，祝您身体健康',
  cancelAsk: '唔约喇？',
  cancelYes: '唔约喇，将时间退返俾我',
  cancelNo: '仲系要约',
  cancelled: '已经取消咗，时间退返俾您喇',
  neverPay: '服务唔收钱。边个问您攞钱都唔好俾，可以打 96110。',
  callStation: (phone) => `有咩唔明，打电话 ${phone}`,
  goHome: '返去开头',
  signOut: '我用完喇',
  aloud: '读俾我听',
  stop: '停一停',
  noVoice: '呢部机冇广东话嘅声，可以改听普通话，或者请工作人员读俾您听。',
  speakYue: '听广东话',
  speakZh: '听普通话',
  showYue: '写广东话',
  showZh: '写书面话',
  canChoose: '您可以拣',
  nth: (n, text) => `第 ${n} 个，${text}`,
  cannot: (name, why) => `${name}，而家约唔到，${why}`,
  moreThere: '后面仲有，撳“睇下第啲”。',
  bookedOf: (name, day) => `您约咗${name}，${day}`,
  elsewise: '第啲',
}

export const yue: Said = {
  elder: elderSaid,
  order: {
    my: '我嘅请求',
    myNone: '您而家冇请求。要人帮手，请打站点电话。',
    myWaiting: '搵紧人，搵到咗站点会打电话俾您',
    isDone: '服务做完未？',
    yes: '做完喇',
    absent: '冇嚟',
    absentDone: '已经话咗俾站点知，工作人员会打电话俾您',
    thanks: '多谢您，已经记低咗',
    howWasIt: '今次服务点样？',
    cancel: '唔要喇',
    stranger: '嚟嘅人唔系佢',
    strangerDone: '已经话咗俾站点知。请唔好开门，等工作人员联络您；情况紧急请打 110。',
    notAgain: '下次唔好再安排呢位',
    open: '睇下',
    unknownDay: '时间再倾',
    comes: '嚟嘅人',
    comesWhen: '时间',
    comesAsk: '请先问嚟嘅人：到访码系几多？讲啱咗先开门。',
    claimantNone: '仲未有人接',
  },
  catalogue: {
    perHour: (hours) => `每个钟用 ${hours}`,
    perItem: (hours) => `用 ${hours}`,
    more: '睇下第啲',
    page: (page, pages) => `第 ${page} 版，共 ${pages} 版`,
  },
  common: { back: '返去', notYet: '而家办唔到' },
  complete: {
    title: '服务做完喇，请长者确认',
    ask: '点样确认都得，拣一种就得',
    pin: '入密码',
    code: '讲到访码',
    signature: '签名',
    thumb: '打指模',
    call: '打电话问',
    pinAsk: '请长者入自己嘅 6 位密码',
    codeAsk: '请嚟服务嘅志愿者讲出长者纸仔上面嘅 4 位到访码',
    signatureAsk: '请长者喺张纸度签名',
    thumbAsk: '请长者喺张纸度打指模',
    callAsk: (phone) => `先办完，之后由另一位工作人员打 ${phone} 问长者`,
    kept: '已经签好，张纸收喺站点',
    keptThumb: '已经打好，张纸收喺站点',
    submit: '确认完成',
    another: '换第种方法',
    slipCode: '到访码',
    slipCodeHint: '服务做完，将呢四个数字话俾志愿者知',
    slipSign: '服务做完，请喺呢度签名或者打指模',
  },
  calendar: {
    what: '想约乜嘢？',
    none: '而家冇嘢可以约。可以打站点电话问下。',
    pickDay: '拣边日',
    pickTime: '拣几点',
    confirmTitle: '请睇清楚啱唔啱',
    noDays: '近排都冇开放嘅时间。',
    dayNone: '呢日冇开放嘅项目。',
    leftDay: (count) => (count > 0 ? `仲有 ${count} 段可以约` : '约满咗，可以排队等'),
    left: (count) => (count > 0 ? `仲有 ${count} 个位` : '约满咗，可以排队等'),
    book: '确认预约',
    wait: '排队等位',
    waitHint: '有人取消就按先后补上，约到会通知您。要用时数嘅，排队嗰阵先占住，约唔到就退返。',
    toBook: '约场地、课程、工作人员',
    free: '唔使时数',
    booked: '约好喇。请准时到，嚟唔到请早啲取消。',
    off: '取消咗喇，多谢您早啲话俾我哋知。',
    rated: '多谢您嘅评价。',
    callOff: '取消预约',
    callOffYes: '确定取消',
    waiting: '排紧队，有人取消会顺序补上',
  },
  paid: {
    elderPaidWhy: '今次暂时冇志愿者，所以请咗签约机构上门。您嘅时间冇扣到。',
    elderAsked: (name) => `本站暂时冇人手，问紧附近嘅${name}`,
    elderNeighbour: (name) => `由附近嘅${name}安排人上门`,
  },
  privacy: {
    looks: '边个睇过我嘅资料',
    looksHint: '工作人员睇过、拎走过或者改过您嘅资料，都记喺度，最近嘅排最前面。',
    looksNone: '仲未有人睇过您嘅资料。',
    looksMore: '睇早啲嘅',
    looksNotDone: '（办唔到）',
  },
  proxy: { forThem: '帮本人' },
  signin: {
    memberTitle: '志愿者同长者登录',
    card: '拍卡或者入卡号',
    cardHint: '将张卡上面嘅二维码对住扫码枪，或者照住张卡入卡号',
    pin: '密码（PIN）',
    pinHint: '6 位数字',
    submit: '登录',
    noCard: '冇带卡？请话俾工作人员知您嘅姓名同电话尾数',
    forgotPin: '唔记得密码？带埋身份证件，请工作人员帮您重设',
  },
}

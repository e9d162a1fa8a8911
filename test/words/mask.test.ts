/** Three hundred names and how they are masked: by what the eye sees as one character. */
import { expect, test } from 'vitest'
import { maskName } from '../../src/words/reading.ts'

/** Of one character each: what remains of a name of two, and of one of three. */
const SINGLE = Array.from('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹𠮷䶮㛃單')
const COMPOUND =
  `欧阳 司徒 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司空 端木 东方 独孤 南宫 西门 百里
呼延 轩辕 申屠 太史 闻人 澹台 濮阳 淳于 单于 赫连 钟离 鲜于 闾丘 巫马 漆雕 拓跋 完颜 纳兰 歐陽 司馬`
    .trim()
    .split(/\s+/)

const SINGLES = SINGLE.flatMap((surname) => [
  [`${surname}三`, `${surname}*`],
  [`${surname}小三`, `${surname}*三`],
  [`${surname}𠮷芳`, `${surname}*芳`],
  [`${surname}小𠮷`, `${surname}*𠮷`],
  [`${surname}小明明`, `${surname}**明`],
])

const COMPOUNDS = COMPOUND.flatMap((surname) => [
  [`${surname}娜`, `${surname}*`],
  [`${surname}娜娜`, `${surname}*娜`],
  // Two characters are a surname of one and a name of one, as far as anyone can tell.
  [surname, `${Array.from(surname)[0]}*`],
])

const OTHERS = [
  ['阿卜杜拉·买买提', '阿**·买**'],
  ['阿卜杜拉・买买提', '阿**·买**'],
  ['买买提', '买*提'],
  ['古丽·阿依·努尔', '古**·阿**·努**'],
  ['John Smith', 'J** S**'],
  ['Ng', 'N**'],
  ['José', 'J**'],
  ['José', 'J**'],
  ['Anne-Marie', 'A**'],
  ['김철수', '김**'],
  ['たなか', 'た**'],
  ['王', '*'],
  ['张 三', '张*'],
  ['张　小　三', '张*三'],
  ['张*三', '张*三'],
  ['欧阳*娜', '欧阳*娜'],
]

const NAMES = [...SINGLES, ...COMPOUNDS, ...OTHERS] as unknown as readonly (readonly [
  string,
  string,
])[]

test('there are three hundred', () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(300)
})

test.each(NAMES)('%s → %s', (name, masked) => {
  expect(maskName(name)).toBe(masked)
  expect(maskName(name).isWellFormed()).toBe(true)
  expect(maskName(maskName(name))).toBe(masked)
})

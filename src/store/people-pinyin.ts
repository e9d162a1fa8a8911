/** How a name is read. Made where names are kept, and nowhere else. */
import { pinyin } from 'pinyin-pro'

/** "zhangxiaosan" and "zxs" of 张小三, surnames read as surnames (单 is shan). */
export function pinyinOf(name: string): { readonly full: string; readonly initials: string } {
  const syllables = pinyin(name, {
    toneType: 'none',
    mode: 'surname',
    type: 'array',
    v: true,
    nonZh: 'removed',
  })
  return {
    full: syllables.join(''),
    initials: syllables.map((syllable) => syllable.slice(0, 1)).join(''),
  }
}

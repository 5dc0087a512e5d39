import { expect, it } from 'vitest'
import { compileGrammar } from '../../src/grammar/index.js'
import { accepts, testGrammar } from './harness.js'
import { readGrammar } from './load.js'

testGrammar('iso-date', {
  accept: [
    '2024',
    '2024-02',
    '2024-02-29',
    '20240229',
    '2000-02-29',
    '0000-02-29',
    '1999-12-31',
    '2024-366',
    '2023365',
    '2020-W53-7',
    '2020W53',
    '2024-W01',
    '2024W017',
    '12:30',
    '12:30:59',
    'T12:30:59,25',
    'T123059.25Z',
    'T12',
    '12:30,5',
    '24:00',
    '24:00:00.000Z',
    '23:59:60Z',
    '2016-12-31T23:59:60Z',
    '2024-02-29T12:30',
    '2024-02-29T12:30:00Z',
    '2024-02-29T12:30:00.123456789+05:30',
    '20240229T123000-0800',
    '20240229T12Z',
    '2024-060T00:00-00:30',
    '2024-W09-4T24:00+01',
    '2024-02-29T12',
    'P1D',
    'P1Y2M3DT4H5M6.5S',
    'PT36H',
    'P0.5Y',
    'P2W',
    'PT0S',
    'P1Y3D',
    '2024-01-01/2024-12-31',
    '2024-01-01T00:00Z/P1M',
    'P1Y/20241231',
    'R/2024-01-01T12:00/PT1H',
    'R12/2024-01-01/2024-01-02',
    'R5/PT15M',
  ],
  reject: [
    '',
    '24',
    '2024-2',
    '2024-13',
    '2024-00',
    '2024-1-1',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2100-02-29',
    '20230229',
    '2024-04-31',
    '2024-01-00',
    '2024-01-32',
    '2023-366',
    '2024-367',
    '2024-000',
    '2021-W53',
    '2024-W00',
    '2024-W54',
    '2024-W01-0',
    '2024-W01-8',
    '2024-0229',
    '202402-29',
    '2024-02-29T1230',
    '20240229T12:30',
    '2024-02-29T12:30+0530',
    '2024-02T12:30',
    '2024-02-29 12:30',
    '2024-02-29t12:30z',
    '25:00',
    '24:01',
    '24:00:00.1',
    '12:60',
    '12:30:60',
    '12:30:61',
    '12:30.',
    '12:3',
    '12:30-00:00',
    '12:30+24:00',
    '12:30 Z',
    'P',
    'PT',
    'P1DT',
    'P1.5Y2M',
    'P1D2M',
    'PT1D',
    'P1H',
    'P1Y2W',
    '-P1D',
    'P1S',
    '2024-01-01/',
    '/2024-01-01',
    '2024-01-01/20241231',
    'P1D/P2D',
    'R',
    'R-1/PT1H',
    '2024-01-01--2024-01-02',
  ],
  leftOut: ['19', '198', '+12024-01-01', 'P0001-02-03', '2024-01-01/02', '12'],
})

it('iso-date knows the calendar', () => {
  const constraint = compileGrammar(readGrammar('iso-date'))
  const two = (n: number): string => String(n).padStart(2, '0')
  for (const year of [1, 4, 96, 100, 400, 1896, 1900, 1999, 2000, 2023, 2024, 2100, 2400, 9996, 9999]) {
    const y = String(year).padStart(4, '0')
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const date = new Date(0)
        date.setUTCFullYear(year, month - 1, day)
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year
        expect(accepts(constraint, `${y}-${two(month)}-${two(day)}`), `${y} ${month} ${day}`).toBe(exists)
        expect(accepts(constraint, `${y}${two(month)}${two(day)}`), `${y} ${month} ${day}`).toBe(exists)
      }
    }
    const leap = new Date(0)
    leap.setUTCFullYear(year, 1, 29)
    expect(accepts(constraint, `${y}-366`), y).toBe(leap.getUTCMonth() === 1)
  }
  for (let year = 0; year < 800; year++) {
    // The 28th of December is always in the last week of its year.
    const date = new Date(0)
    date.setUTCFullYear(year, 11, 28)
    const weekday = (date.getUTCDay() + 6) % 7
    const first = new Date(0)
    first.setUTCFullYear(year, 0, 1)
    const week = Math.floor(((date.getTime() - first.getTime()) / 86_400_000 - weekday + 10) / 7)
    expect(accepts(constraint, `${String(year).padStart(4, '0')}-W53-1`), String(year)).toBe(week === 53)
  }
})

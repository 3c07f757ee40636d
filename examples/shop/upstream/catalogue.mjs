/** What the shop sells. Prices are cents of a euro. */
export const products = [
  [
    'hand-lens',
    'Brass hand lens',
    'Optics',
    4200,
    34,
    'Ten-fold magnification in a case that closes like a watch.',
  ],
  [
    'tide-clock',
    'Tide clock',
    'Time',
    12800,
    6,
    'One hand, twelve hours and twenty-five minutes: it follows the moon.',
  ],
  [
    'barometer',
    'Pocket barometer',
    'Weather',
    15900,
    9,
    'Aneroid movement, hand-set needle, good to half a hectopascal.',
  ],
  ['rain-gauge', 'Rain gauge', 'Weather', 2900, 58, 'Glass tube, copper funnel, tenths of a millimetre.'],
  [
    'plumb-bob',
    'Plumb bob',
    'Measure',
    3600,
    41,
    'Two hundred grams of turned brass on four metres of waxed line.',
  ],
  [
    'star-chart',
    'Turning star chart',
    'Optics',
    2400,
    73,
    'The sky of any night between 40 and 60 degrees north.',
  ],
  ['notebook', 'Field notebook', 'Paper', 1400, 210, 'Stone paper: it takes pencil in the rain.'],
  ['drafting-set', 'Drafting set', 'Paper', 8700, 17, 'Compass, dividers and a bow pen in a walnut box.'],
  [
    'hygrometer',
    'Hair hygrometer',
    'Weather',
    9900,
    0,
    'A bundle of horsehair moves the needle. Never needs a battery.',
  ],
  ['anemometer', 'Cup anemometer', 'Weather', 18400, 4, 'Three cups, one gear, a dial in knots.'],
  [
    'sextant',
    'Student sextant',
    'Optics',
    32900,
    3,
    'Reads to two arc minutes. Comes with an almanac and patience.',
  ],
  [
    'metronome',
    'Wooden metronome',
    'Time',
    7600,
    22,
    'Forty to two hundred and eight beats a minute, in pear wood.',
  ],
].map(([id, name, kind, price, stock, text]) => ({ id, name, kind, price, stock, text }))

export const reviews = new Map(
  products.map(({ id }, i) => [
    id,
    [
      { id: 2, author: 'Ines', stars: 5 - (i % 2), text: 'Does one thing, and does it for good.' },
      { id: 1, author: 'Mattis', stars: 4, text: 'Heavier than I thought, which I like.' },
    ],
  ]),
)

export const orders = new Map(
  [1001, 1002, 1003, 1004, 1005].map((number, i) => {
    const lines = [
      { id: products[i].id, name: products[i].name, quantity: 1 + (i % 2), price: products[i].price },
    ]
    return [
      String(number),
      { id: String(number), placed: `2026-0${i + 3}-14`, lines, total: lines[0].price * lines[0].quantity },
    ]
  }),
)

export const coupons = new Map([
  ['WELCOME10', { code: 'WELCOME10', percent: 10 }],
  ['LIGHTHOUSE', { code: 'LIGHTHOUSE', percent: 25 }],
])

export const promotion = {
  title: 'The autumn almanac is here',
  text: 'Free with every instrument from the weather shelf.',
}

export const rates = { base: 'EUR', USD: 1.09, GBP: 0.84, DKK: 7.46 }

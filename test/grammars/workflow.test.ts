import { testGrammar } from './harness.js'

const flow = (body: string): string => `workflow "W" { ${body} }`

testGrammar('workflow', {
  accept: [
    `workflow "Nightly report" version 2 {
  on schedule "0 6 * * 1-5" or manual
  input region: text = "eu"
  secret api_key

  step fetch: http get "https://example.org/orders" with { region: region, limit: 100 } retry 3 every 10s timeout 1m
  when fetch.status == 200 and not empty(fetch.body) {
    for each order in fetch.body.orders limit 50 {
      step total: compute order.price * order.count
    }
  } else {
    step alarm: notify email "ops@example.org" "No orders for {region}"
    stop "nothing to report"
  }
  output fetch.body
}`,
    flow('stop'),
    'workflow "A" { stop } workflow "B" version 10 { stop "x" }',
    flow('on manual stop'),
    flow('on event "order.created" where total > 100 or webhook "/hook" stop'),
    flow('input a: number? input b: list of text = "x" input c: one of ("a", "b")? stop'),
    flow('let x = 1 + 2 * 3 secret k set y = x % 2 == 0'),
    flow('step a: http delete "https://x/{id}" headers { "X-Key": k, accept: "json" }'),
    flow('step a: http post base + "/x" headers {} body { a: [1, 2.5, "x"], b: { c: none } }'),
    flow('step a: sql "select 1 where id = :id" with { id: 7 } timeout 500ms'),
    flow('step a: run python "clean.py" with { f: file_1 } if fails continue'),
    flow('step a: ask "Summarise {text.body}" using "small" with { max: 100 } as one of ("yes", "no")'),
    flow('step a: notify slack "#ops" "done" retry 2'),
    flow('step a: wait 3d step b: wait until now() > deadline'),
    flow('step a: call "Other" with { x: -1 } if fails stop'),
    flow('parallel limit 4 { step a: compute 1 step b: compute 2 }'),
    flow('when a { stop } else when b { stop } else { stop }'),
    flow('repeat 3 times { step a: compute 1 } repeat until done at most 10 times { set done = true }'),
    flow('try { step a: compute 1 / n } on error e { stop "failed: {e.message}" }'),
    flow('try { stop } on error { stop }'),
    flow('set x = (a or b) and not not c and d contains "x" and e matches "^a"'),
    flow('set x = first(split(lower(trim(s)), ","))[0].name.length'),
    flow('set x = a[b[0]].c[1] - -2 # a note\n'),
    flow('set x = "a \\"b\\" \\n \\{no name\\} é 日本"'),
    flow('set x = max(1, 2) + length([]) output { x: x, "y z": [x] }'),
    flow('set x = 10m'),
  ],
  reject: [
    '',
    '# nothing',
    'workflow',
    'workflow "W" {}',
    'workflow W { stop }',
    'workflow "W" version "2" { stop }',
    'workflow "W" version 2.5 { stop }',
    'workflow "W" { stop',
    'workflow "W" { stop } }',
    flow('output x'),
    flow('on stop'),
    flow('on schedule stop'),
    flow('stop on manual'),
    flow('stop input a: text'),
    flow('input a stop'),
    flow('input a: string stop'),
    flow('input a: text = b stop'),
    flow('input a: list text stop'),
    flow('input a: one of () stop'),
    flow('secret stop'),
    flow('secret a = "x" stop'),
    flow('step: compute 1'),
    flow('step a compute 1'),
    flow('step a: 1'),
    flow('step a: http fetch "x"'),
    flow('step a: http get'),
    flow('step a: http get "x" body {}'),
    flow('step a: http post "x" with {}'),
    flow('step a: run ruby "x"'),
    flow('step a: wait 3'),
    flow('step a: wait 3w'),
    flow('step a: wait 0s'),
    flow('step a: notify pigeon "a" "b"'),
    flow('step a: notify email "a"'),
    flow('step a: compute 1 retry'),
    flow('step a: compute 1 retry 3every 10s'),
    flow('step a: compute 1 timeout 10'),
    flow('step a: compute 1 if fails'),
    flow('step when: compute 1'),
    flow('step A: compute 1'),
    flow('when a stop'),
    flow('when { stop }'),
    flow('when a {} '),
    flow('else { stop }'),
    flow('for x in y { stop }'),
    flow('for each x of y { stop }'),
    flow('repeat times { stop }'),
    flow('repeat until x { stop }'),
    flow('try { stop }'),
    flow('set x'),
    flow('set x ='),
    flow('set x = 01'),
    flow('set x = 1.'),
    flow('set x = 1a'),
    flow('set x = a ==='),
    flow('set x = a == b == c'),
    flow('set x = f(1)'),
    flow('set x = now'),
    flow('set x = [1,]'),
    flow('set x = { a }'),
    flow('set x = "a {b"'),
    flow('set x = "a {B}"'),
    flow('set x = "a } b"'),
    flow('set x = "\\x"'),
    flow('set x = "open'),
    flow("set x = 'a'"),
    flow('stop;'),
  ],
})

/** A tiny stand-in for the server, for work on the studio alone. State is in memory. `node dev/mock-server.mjs` */

import { createServer } from 'node:http';
import { connectionTypes, flights, nodeTypes } from './mock-data.mjs';

const now = () => new Date().toISOString();
let signedIn = process.env.MOCK_SIGNED_OUT !== '1';
let nextId = 100;
const id = () => nextId++;
const db = { directories: [], jobs: new Map(), instances: [], connections: new Map(), logs: new Map() };
const streams = new Set();

function addJob(name, directory_id, definition, extra = {}) {
  const job = {
    id: id(),
    name,
    directory_id,
    revision: 1,
    definition: { nodes: [], edges: [], params: [], ...definition },
    submitted_version: null,
    changed_since_submit: true,
    problems: [],
    created_at: now(),
    created_by: 'mara',
    updated_at: now(),
    updated_by: 'mara',
    versions: [],
    last: null,
    ...extra,
  };
  db.jobs.set(job.id, job);
  return job;
}

function seed() {
  db.directories.push(
    { id: 1, parent_id: null, name: 'ingest' },
    { id: 2, parent_id: null, name: 'reports' },
    { id: 3, parent_id: null, name: 'quality' },
  );
  const last = ['success', 'success', 'failed', 'waiting'];
  ['load_airports', 'load_flights', 'weather_archive', 'load_planes'].map((n, i) =>
    addJob(
      n,
      1,
      { nodes: flights.nodes.slice(0, 3) },
      { submitted_version: 5, changed_since_submit: false, last: { id: 1, status: last[i] } },
    ),
  );
  const job = addJob('flight_delays', 2, flights, { submitted_version: 7 });
  addJob('a_job_with_a_very_long_name_that_does_not_fit_in_the_tree_at_all', 2, {});
  addJob('clean_times', 2, {
    job_kind: 'single_task',
    nodes: [
      { id: 'n1', name: 'clean_times', type: 'sql', properties: { connection: 'flights_db', statement: 'select 1;' } },
    ],
  });
  for (const [name, type] of [
    ['flights_db', 'duckdb'],
    ['warehouse_pg', 'postgresql'],
    ['ops-mail', 'smtp'],
  ]) {
    const key = id();
    db.connections.set(key, {
      id: key,
      name,
      type,
      properties: type === 'duckdb' ? { path: 'flights.duckdb' } : { host: 'pg1.wh.example' },
      secrets: type === 'duckdb' ? {} : { password: { set_at: '2026-11-01T10:00:00Z' } },
      revision: 1,
      updated_at: now(),
      updated_by: 'mara',
      used_by: name === 'flights_db' ? [{ job_id: job.id, job_name: job.name, node_name: 'join_weather' }] : [],
    });
  }
  const states = [
    'success',
    'failed',
    'abnormal',
    'success',
    'failure_ignored',
    'force_success',
    'canceled',
    'frozen',
    'paused',
    'waiting',
    'waiting_confirmation',
  ];
  for (let i = 0; i < 230; i++) db.instances.unshift(finished(job, states[i % states.length], i));
}

function finished(job, status, i) {
  const start = Date.now() - (231 - i) * 600_000;
  const at = (s) => new Date(start + s * 1000).toISOString();
  const nodeStatus = (k) =>
    status === 'failed' || status === 'abnormal'
      ? k < 6
        ? 'success'
        : k === 6
          ? 'failed'
          : 'waiting'
      : ['success', 'failure_ignored', 'force_success'].includes(status)
        ? 'success'
        : 'waiting';
  const runs = job.definition.nodes.map((n, k) => nodeRun(n, nodeStatus(k), at(k * 4), at(k * 4 + 5)));
  return summary({
    id: id(),
    job,
    status,
    started_at: at(0),
    ended_at: ['running', 'abnormal', 'paused'].includes(status) ? null : at(41),
    plan_time: at(-30),
    node_runs: runs,
    trigger: i % 5 ? 'schedule' : 'manual',
    reason: status === 'abnormal' ? 'each_airport suspended: exit code 2' : null,
    created_at: at(0),
  });
}

function nodeRun(n, status, started_at, ended_at) {
  const started = !['waiting', 'skipped', 'canceled'].includes(status);
  const count = status === 'failed' ? 3 : 1;
  const attempts = started
    ? Array.from({ length: count }, (_, k) =>
        attempt(n, k + 1, status === 'success' ? 'success' : 'failure', started_at, ended_at),
      )
    : [];
  return {
    id: id(),
    node_id: n.id,
    name: n.name,
    type: n.type,
    status,
    sub_state: status === 'waiting' ? 'blocked' : '',
    attempts: attempts.length,
    reason: null,
    error:
      status === 'failed'
        ? {
            code: 'exit_code',
            message: 'The script ended with exit code 2. Read the end of the log, mend the script and retry the node.',
          }
        : null,
    started_at: started ? started_at : null,
    ended_at: started ? ended_at : null,
    retry_at: null,
    has_output: status === 'success',
    report_url: null,
    children: null,
    attempt_list: attempts,
  };
}

function attempt(n, number, result, started_at, ended_at) {
  const a = {
    id: id(),
    number,
    cause: number === 1 ? 'first' : 'retry',
    status: ended_at ? 'finished' : 'running',
    result,
    exit_code: result === 'success' ? 0 : 2,
    worker: 'local-1',
    queued_at: started_at,
    started_at,
    ended_at,
    error: null,
  };
  const lines = Array.from({ length: Number(process.env.MOCK_LINES ?? 40) }, (_, i) => ({
    n: i + 1,
    at: started_at,
    stream: i % 13 === 12 ? 'warn' : i % 29 === 28 ? 'error' : i % 3 ? 'out' : 'info',
    text:
      i % 29 === 28 ? "TypeError: cannot divide 'str' by 'int'" : `${n.name}: line ${i + 1}, ${302 - i} of 302 matched`,
  }));
  db.logs.set(a.id, lines);
  return a;
}

function summary({ job, ...rest }) {
  const inst = {
    job_id: job.id,
    job_name: job.name,
    version_no: 7,
    zone: 'UTC',
    run_number: 1,
    created_by: 'mara',
    parent_instance_id: null,
    reason: null,
    definition: structuredClone(job.definition),
    params: {},
    revision: 1,
    ...rest,
  };
  return count(inst);
}

function count(inst) {
  inst.nodes_total = inst.node_runs.length;
  inst.nodes_done = inst.node_runs.filter((r) =>
    ['success', 'skipped', 'failed', 'force_success'].includes(r.status),
  ).length;
  inst.nodes_failed = inst.node_runs.filter((r) => r.status === 'failed').length;
  return inst;
}

const head = ({ definition, node_runs, params, revision, ...s }) => s;
const emit = (event, data) => {
  for (const res of streams) res.write(`event: ${event}\nid: ${nextId}\ndata: ${JSON.stringify(data)}\n\n`);
};

function testRun(job) {
  const inst = summary({
    id: id(),
    job,
    status: 'running',
    started_at: now(),
    ended_at: null,
    plan_time: now(),
    version_no: null,
    trigger: 'test',
    created_at: now(),
    node_runs: job.definition.nodes.map((n) => nodeRun(n, 'waiting')),
  });
  db.instances.unshift(inst);
  job.last = { id: inst.id, status: 'running' };
  const publish = (r) => {
    count(inst);
    emit('node_run', { instance_id: inst.id, node_run: r });
    emit('instance', head(inst));
  };
  const step = () => {
    if (inst.status !== 'running') return;
    for (const r of inst.node_runs.filter((x) => x.status === 'running')) {
      const lines = db.logs.get(r.attempt_list[0].id);
      const fresh = Array.from({ length: 5 }, (_, i) => ({
        n: lines.length + i + 1,
        at: now(),
        stream: i === 4 ? 'warn' : 'out',
        text: `${r.name} works, line ${lines.length + i + 1}`,
      }));
      lines.push(...fresh);
      emit('log', { attempt_id: r.attempt_list[0].id, lines: fresh, next_offset: lines.length });
      if (lines.length >= 25) {
        Object.assign(r, { status: 'success', ended_at: now(), has_output: true });
        Object.assign(r.attempt_list[0], { status: 'finished', result: 'success', exit_code: 0, ended_at: now() });
        publish(r);
      }
    }
    const state = Object.fromEntries(inst.node_runs.map((r) => [r.node_id, r.status]));
    for (const r of inst.node_runs.filter((x) => x.status === 'waiting')) {
      if (
        inst.definition.edges
          .filter((e) => e.target === r.node_id)
          .every((e) => ['success', 'skipped'].includes(state[e.source]))
      ) {
        const a = attempt(r, 1, null, now(), null);
        db.logs.set(a.id, []);
        Object.assign(r, { status: 'running', sub_state: '', attempts: 1, started_at: now(), attempt_list: [a] });
        publish(r);
      }
    }
    if (inst.node_runs.every((r) => r.status === 'success')) {
      inst.status = 'success';
      inst.ended_at = now();
      job.last = { id: inst.id, status: 'success' };
      emit('instance', head(inst));
      emit('tree', {});
      return;
    }
    setTimeout(step, Number(process.env.MOCK_STEP ?? 400));
  };
  setTimeout(step, 200);
  return inst;
}

function check(definition) {
  const problems = [];
  for (const n of definition.nodes ?? [])
    for (const f of nodeTypes.find((t) => t.name === n.type)?.properties_schema.required ?? [])
      if (!n.properties?.[f])
        problems.push({
          code: 'property_missing',
          message: `${n.name} needs a value for ${f}.`,
          severity: 'error',
          node_id: n.id,
          field: f,
          column: null,
        });
  return problems;
}

const view = ({ versions, last, ...job }) => ({ ...job, problems: check(job.definition) });
const problem = (status, code, detail, data = {}) => ({
  status,
  body: { type: `/errors/${code}`, title: code, status, code, detail, data, request_id: '8f21c0d4' },
});
const ok = (body, status = 200) => ({ status, body });

function command(inst, { kind, node_id }) {
  const r = inst.node_runs.find((x) => x.node_id === node_id);
  if (kind === 'stop') {
    inst.status = 'canceled';
    inst.ended_at = now();
    for (const x of inst.node_runs) {
      if (x.status === 'running') x.status = 'stopped';
      if (x.status === 'waiting') x.status = 'canceled';
      x.sub_state = '';
    }
  } else if (kind === 'force_success') inst.status = 'force_success';
  else if (kind === 'succeed_node' && r) r.status = 'force_success';
  else return problem(409, 'illegal_state', `${inst.job_name} is ${inst.status}: ${kind} is not possible now.`);
  emit('instance', head(count(inst)));
  for (const x of inst.node_runs) emit('node_run', { instance_id: inst.id, node_run: x });
  return ok({ id: id(), verdict: 'applied' });
}

const routes = [
  [
    'GET',
    /^\/api\/session$/,
    () =>
      signedIn
        ? ok({
            user: { id: 1, name: 'mara', display_name: 'Mara Ahlborn' },
            csrf_token: 'x',
            workspaces: [
              {
                id: 1,
                name: 'default',
                role: 'admin',
                permissions: [
                  'job.view',
                  'job.edit',
                  'job.run',
                  'instance.operate',
                  'connection.view',
                  'connection.edit',
                ],
              },
            ],
            version: '0.1.0',
          })
        : problem(401, 'not_signed_in', 'Sign in first.'),
  ],
  [
    'POST',
    /^\/api\/session$/,
    (_, b) => {
      if (b.token !== 'good')
        return problem(401, 'login_link_invalid', 'This link was used or is older than ten minutes.');
      signedIn = true;
      return ok(null, 204);
    },
  ],
  [
    'DELETE',
    /^\/api\/session$/,
    () => {
      signedIn = false;
      return ok(null, 204);
    },
  ],
  ['GET', /^\/api\/node-types$/, () => ok({ items: nodeTypes })],
  ['GET', /^\/api\/connection-types$/, () => ok({ items: connectionTypes })],
  [
    'GET',
    /\/tree$/,
    () =>
      ok({
        directories: db.directories,
        jobs: [...db.jobs.values()].map((j) => ({
          id: j.id,
          name: j.name,
          directory_id: j.directory_id,
          job_kind: j.definition.job_kind ?? 'pipeline',
          submitted_version: j.submitted_version,
          changed_since_submit: j.changed_since_submit,
          last_instance: j.last,
        })),
        scripts: [],
      }),
  ],
  [
    'POST',
    /\/directories$/,
    (_, b) => {
      const d = { id: id(), ...b };
      db.directories.push(d);
      return ok(d, 201);
    },
  ],
  [
    'PATCH',
    /\/directories\/(\d+)$/,
    ([i], b) =>
      ok(
        Object.assign(
          db.directories.find((d) => d.id === +i),
          b,
        ),
      ),
  ],
  [
    'DELETE',
    /\/directories\/(\d+)$/,
    ([i]) => {
      if ([...db.jobs.values()].some((j) => j.directory_id === +i))
        return problem(409, 'directory_not_empty', 'The directory holds jobs. Move or delete them first.');
      db.directories = db.directories.filter((d) => d.id !== +i);
      return ok(null, 204);
    },
  ],
  [
    'POST',
    /\/jobs$/,
    (_, b) =>
      [...db.jobs.values()].some((j) => j.name === b.name)
        ? problem(409, 'name_taken', `There is a job ${b.name} already. Choose another name.`)
        : ok(view(addJob(b.name, b.directory_id, { job_kind: b.job_kind, ...b.definition })), 201),
  ],
  [
    'GET',
    /\/jobs\/(\d+)$/,
    ([i]) => (db.jobs.has(+i) ? ok(view(db.jobs.get(+i))) : problem(404, 'job_not_found', `There is no job ${i}.`)),
  ],
  [
    'PATCH',
    /\/jobs\/(\d+)$/,
    ([i], b) => {
      emit('tree', {});
      return ok(view(Object.assign(db.jobs.get(+i), b)));
    },
  ],
  [
    'DELETE',
    /\/jobs\/(\d+)$/,
    ([i]) => {
      db.jobs.delete(+i);
      emit('tree', {});
      return ok(null, 204);
    },
  ],
  [
    'PUT',
    /\/jobs\/(\d+)\/draft$/,
    ([i], b) => {
      const j = db.jobs.get(+i);
      if (b.revision !== j.revision)
        return problem(409, 'revision_conflict', `${j.name} was saved by someone else meanwhile.`, {
          revision: j.revision,
        });
      Object.assign(j, {
        definition: b.definition,
        revision: j.revision + 1,
        changed_since_submit: true,
        updated_at: now(),
      });
      emit('tree', {});
      return ok({
        revision: j.revision,
        changed_since_submit: true,
        problems: check(b.definition),
        updated_at: j.updated_at,
      });
    },
  ],
  ['POST', /\/jobs\/(\d+)\/check$/, (_, b) => ok({ problems: check(b.definition) })],
  [
    'POST',
    /\/jobs\/(\d+)\/submit$/,
    ([i], b) => {
      const j = db.jobs.get(+i);
      const problems = check(j.definition);
      if (problems.length)
        return problem(422, 'invalid_definition', `${j.name} has ${problems.length} errors.`, { problems });
      j.submitted_version = (j.submitted_version ?? 0) + 1;
      j.changed_since_submit = false;
      emit('tree', {});
      return ok(
        {
          version_no: j.submitted_version,
          description: b.description,
          submitted_at: now(),
          submitted_by: 'mara',
          content_hash: '',
        },
        201,
      );
    },
  ],
  ['POST', /\/jobs\/(\d+)\/(test-run|run-now)$/, ([i]) => ok(testRun(db.jobs.get(+i)), 201)],
  [
    'GET',
    /\/instances$/,
    (_, __, q) => {
      const list = db.instances.filter(
        (x) =>
          (!q.get('status') || q.get('status').split(',').includes(x.status)) &&
          (!q.get('trigger') || x.trigger === q.get('trigger')) &&
          (!q.get('job_id') || x.job_id === +q.get('job_id')),
      );
      const from = +(q.get('cursor') ?? 0),
        limit = +(q.get('limit') ?? 50);
      return ok({
        items: list.slice(from, from + limit).map(head),
        next_cursor: from + limit < list.length ? String(from + limit) : null,
      });
    },
  ],
  [
    'GET',
    /\/instances\/(\d+)$/,
    ([i]) => {
      const x = db.instances.find((y) => y.id === +i);
      return x ? ok(x) : problem(404, 'instance_not_found', `There is no instance ${i}.`);
    },
  ],
  [
    'GET',
    /\/instances\/(\d+)\/nodes\/([^/]+)$/,
    ([i, n]) =>
      ok({
        ...db.instances.find((y) => y.id === +i).node_runs.find((r) => r.node_id === n),
        output: { rows: 302 },
        truncated: false,
        inputs: { day: '2013-11-21', statement: 'select 1' },
        artifacts: [],
      }),
  ],
  [
    'POST',
    /\/instances\/(\d+)\/commands$/,
    ([i], b) =>
      command(
        db.instances.find((y) => y.id === +i),
        b,
      ),
  ],
  [
    'GET',
    /\/attempts\/(\d+)\/log$/,
    ([i], _, q) => {
      const lines = db.logs.get(+i) ?? [];
      const from = +(q.get('offset') ?? 0);
      const page = lines.slice(from, from + 2000);
      return ok({ lines: page, next_offset: from + page.length, ended: true, truncated: false });
    },
  ],
  ['GET', /\/connections$/, () => ok({ items: [...db.connections.values()], next_cursor: null })],
  ['GET', /\/connections\/(\d+)$/, ([i]) => ok(db.connections.get(+i))],
  [
    'POST',
    /\/connections$/,
    (_, { secrets, ...b }) => {
      const c = {
        id: id(),
        ...b,
        secrets: Object.fromEntries(Object.keys(secrets ?? {}).map((k) => [k, { set_at: now() }])),
        revision: 1,
        updated_at: now(),
        updated_by: 'mara',
        used_by: [],
      };
      db.connections.set(c.id, c);
      return ok(c, 201);
    },
  ],
  [
    'PATCH',
    /\/connections\/(\d+)$/,
    ([i], { secrets, ...b }) => {
      const c = Object.assign(db.connections.get(+i), b);
      for (const k of Object.keys(secrets ?? {})) c.secrets[k] = { set_at: now() };
      return ok(c);
    },
  ],
  [
    'DELETE',
    /\/connections\/(\d+)$/,
    ([i]) => {
      const c = db.connections.get(+i);
      if (c.used_by.length)
        return problem(409, 'connection_in_use', `${c.name} is used by ${c.used_by.length} nodes.`, {
          used_by: c.used_by,
        });
      db.connections.delete(+i);
      return ok(null, 204);
    },
  ],
  [
    'POST',
    /\/connections\/(\d+)\/test$/,
    ([i]) => {
      const bad = db.connections.get(+i).type === 'postgresql';
      return ok({
        ok: !bad,
        steps: [
          { name: 'resolve', ok: true, detail: 'pg1.wh.example is 10.20.0.14' },
          { name: 'connect', ok: true, detail: 'port 5432 answers' },
          { name: 'sign_in', ok: !bad, detail: bad ? 'refused for user millrace_etl' : '' },
        ],
        hint: bad ? 'Replace the password, or ask the owner of the server to check pg_hba.conf.' : null,
      });
    },
  ],
  [
    'POST',
    /\/expressions\/evaluate$/,
    (_, b) =>
      b.text.includes('getYesterday')
        ? ok({ ok: true, type: 'string', value: '2013-11-21', text: '2013-11-21' })
        : ok({ ok: false, message: 'Unknown name.', column: 3 }),
  ],
];

seed();
createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  if (url.pathname.endsWith('/events')) {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    res.write(': hello\n\n');
    streams.add(res);
    req.on('close', () => streams.delete(res));
    return;
  }
  let raw = '';
  req.on('data', (c) => {
    raw += c;
  });
  req.on('end', () => {
    const hit = routes.find(([m, p]) => m === req.method && p.test(url.pathname));
    const out = hit
      ? hit[2](url.pathname.match(hit[1]).slice(1), raw ? JSON.parse(raw) : {}, url.searchParams)
      : problem(404, 'not_found', 'Nothing here.');
    res.writeHead(out.status, { 'content-type': out.status >= 400 ? 'application/problem+json' : 'application/json' });
    res.end(out.body === null ? '' : JSON.stringify(out.body));
  });
}).listen(Number(process.env.MOCK_PORT ?? 8300), '127.0.0.1');

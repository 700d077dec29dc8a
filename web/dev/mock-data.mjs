/** Sample data of the development server; nothing of the studio imports it. */

const text = (title, extra = {}) => ({ type: 'string', title, 'x-kind': 'text', ...extra });
const type = (name, label, group, properties_schema, extra = {}) => ({
  name,
  label,
  group,
  icon: extra.icon ?? name,
  help: extra.help ?? `${label} node.`,
  traits: { safe_to_repeat: true, waits: false, continuous: false },
  requires: extra.requires ?? null,
  properties_schema: { type: 'object', ...properties_schema },
  defaults: extra.defaults ?? {},
  summary_fields: extra.summary_fields ?? [],
});

export const nodeTypes = [
  type(
    'sql',
    'SQL',
    'compute',
    {
      required: ['connection', 'statement'],
      properties: {
        connection: {
          ...text('Connection'),
          'x-kind': 'reference',
          'x-reference': 'connection',
          'x-connection-types': ['duckdb', 'postgresql'],
        },
        database: text('Database', { default: '' }),
        statement: text('SQL statement', { 'x-kind': 'code', 'x-language': 'sql', 'x-el': true }),
        on_rows: { enum: ['keep', 'none', 'fail_empty'], default: 'keep', title: 'Result rows', 'x-kind': 'choice' },
        row_limit: {
          type: 'integer',
          title: 'Rows kept',
          default: 1000,
          minimum: 1,
          'x-kind': 'number',
          'x-show-when': { on_rows: ['keep'] },
          'x-section': 'advanced',
        },
      },
    },
    { summary_fields: ['connection'] },
  ),
  type('python', 'Python', 'compute', {
    properties: {
      code: text('Code', { 'x-kind': 'code', 'x-language': 'python' }),
      arguments: {
        type: 'array',
        items: { type: 'string' },
        title: 'Arguments',
        'x-kind': 'list',
        default: [],
        'x-el': true,
      },
      variables: {
        type: 'object',
        additionalProperties: { type: 'string' },
        title: 'Environment variables',
        'x-kind': 'key_values',
        default: {},
        'x-section': 'advanced',
      },
    },
  }),
  type('shell', 'Shell', 'compute', {
    required: ['script'],
    properties: {
      script: text('Script', {
        'x-kind': 'code',
        'x-language': 'shell',
        description: 'Runs in bash, in a folder of its own.',
      }),
      interpreter: {
        enum: ['bash', 'sh'],
        default: 'bash',
        title: 'Interpreter',
        'x-kind': 'choice',
        'x-section': 'advanced',
      },
      fail_on_output: {
        type: 'boolean',
        default: false,
        title: 'Fail when it writes to stderr',
        'x-kind': 'boolean',
        'x-section': 'advanced',
      },
    },
  }),
  type('for_each', 'For Each', 'flow', {
    properties: {
      job: { type: 'integer', title: 'Job', 'x-kind': 'reference', 'x-reference': 'job' },
      rows: text('Rows', { 'x-el': true, description: 'A list, as #{Job.getNodeOutput(...)} gives it.' }),
      parallel: { type: 'integer', default: 3, minimum: 1, maximum: 50, title: 'At once', 'x-kind': 'number' },
    },
  }),
  type('subjob', 'Subjob', 'flow', {
    properties: { job: { type: 'integer', title: 'Job', 'x-kind': 'reference', 'x-reference': 'job' } },
  }),
  type('wait', 'Wait', 'flow', {
    properties: { seconds: { type: 'number', default: 10, title: 'Seconds', 'x-kind': 'number', 'x-el': true } },
  }),
  type('dummy', 'Dummy', 'flow', { properties: {} }),
  type('rest_client', 'REST client', 'data_and_delivery', {
    properties: {
      method: { enum: ['GET', 'POST', 'PUT', 'DELETE'], default: 'GET', title: 'Method', 'x-kind': 'choice' },
      url: text('Address', { 'x-el': true }),
      headers: {
        type: 'array',
        title: 'Headers',
        default: [],
        'x-kind': 'list',
        items: { type: 'object', properties: { name: text('Name'), value: text('Value') } },
      },
      body: text('Body', { 'x-kind': 'code', 'x-language': 'json', 'x-show-when': { method: ['POST', 'PUT'] } }),
    },
  }),
  type(
    'data_quality',
    'Data quality',
    'data_and_delivery',
    {
      properties: {
        connection: { ...text('Connection'), 'x-kind': 'reference', 'x-reference': 'connection' },
        table: text('Table'),
        rules: {
          type: 'array',
          title: 'Rules',
          default: [],
          'x-kind': 'rules',
          items: {
            type: 'object',
            properties: {
              rule: { enum: ['not_null', 'unique', 'between'], default: 'not_null', title: 'Rule', 'x-kind': 'choice' },
              column: text('Column'),
              low: { type: 'number', title: 'From', 'x-kind': 'number', 'x-show-when': { rule: ['between'] } },
              high: { type: 'number', title: 'To', 'x-kind': 'number', 'x-show-when': { rule: ['between'] } },
            },
          },
        },
      },
    },
    { summary_fields: ['table'] },
  ),
  type('file_transfer', 'File transfer', 'data_and_delivery', {
    properties: { source: text('From'), target: text('To') },
  }),
  type('object_storage', 'Object storage', 'data_and_delivery', { properties: { path: text('Path') } }),
  type(
    'notification',
    'Notification',
    'data_and_delivery',
    {
      properties: {
        subject: text('Subject', { 'x-el': true }),
        body: text('Text', { 'x-kind': 'code', 'x-language': 'text', 'x-el': true }),
      },
    },
    { summary_fields: ['subject'] },
  ),
];

export const connectionTypes = [
  {
    name: 'duckdb',
    label: 'DuckDB',
    icon: 'sql',
    help: 'A file in the workspace folder.',
    secret_fields: [],
    requires: null,
    properties_schema: {
      type: 'object',
      required: ['path'],
      properties: {
        path: text('File'),
        read_only: { type: 'boolean', default: false, title: 'Only read', 'x-kind': 'boolean' },
      },
    },
  },
  {
    name: 'postgresql',
    label: 'PostgreSQL',
    icon: 'sql',
    help: 'A PostgreSQL server.',
    secret_fields: ['password'],
    requires: null,
    properties_schema: {
      type: 'object',
      required: ['host', 'user'],
      properties: {
        host: text('Host'),
        port: { type: 'integer', default: 5432, title: 'Port', 'x-kind': 'number' },
        database: text('Database'),
        user: text('User'),
        password: { type: 'string', title: 'Password', 'x-kind': 'secret' },
        tls: { enum: ['off', 'prefer', 'verify_full'], default: 'prefer', title: 'TLS', 'x-kind': 'choice' },
      },
    },
  },
  {
    name: 'smtp',
    label: 'SMTP',
    icon: 'notification',
    help: 'A mail server.',
    secret_fields: ['password'],
    requires: null,
    properties_schema: {
      type: 'object',
      properties: { host: text('Host'), password: { type: 'string', title: 'Password', 'x-kind': 'secret' } },
    },
  },
];

const node = (name, nodeType, x, y, properties = {}, extra = {}) => ({
  id: name,
  name,
  type: nodeType,
  position: { x, y },
  properties,
  ...extra,
});

export const flights = {
  nodes: [
    node('check_flights', 'data_quality', 312, 24, {
      connection: 'flights_db',
      table: 'flights',
      rules: [{ rule: 'not_null', column: 'dep_time' }],
    }),
    node('join_weather', 'sql', 200, 104, {
      connection: 'flights_db',
      statement:
        'create or replace table flights_weather as\nselect *\nfrom flights join weather using (origin, time_hour);',
    }),
    node('join_planes', 'sql', 424, 104, { connection: 'flights_db', statement: 'select 1' }),
    node(
      'delay_by_carrier',
      'sql',
      88,
      188,
      {
        connection: 'flights_db',
        statement:
          "create or replace table by_carrier as\nselect carrier,\n  count(*) as flights,\n  round(avg(dep_delay), 1) as mean\nfrom   flights_weather\nwhere  flight_date = date '${day}'\n  and  dep_delay is not null\ngroup by carrier\nhaving count(*) >= ${min_flights};",
      },
      { retry: { times: 2, interval_seconds: 120 } },
    ),
    node('delay_by_hour', 'sql', 312, 188, { connection: 'flights_db', statement: 'select 2' }),
    node('list_airports', 'sql', 536, 188, { connection: 'flights_db', statement: 'select 3' }),
    node('each_airport', 'for_each', 536, 284, { parallel: 3, rows: "#{Job.getNodeOutput('list_airports')}" }),
    node('render_report', 'python', 312, 396, { code: 'import os\n\nprint("rendering", os.environ["day"])\n' }),
    node('publish_report', 'object_storage', 200, 496, { path: 's3://reports' }),
    node('notify_late', 'notification', 424, 496, { subject: 'Late: ${day}' }),
  ],
  edges: [
    ['check_flights', 'join_weather'],
    ['check_flights', 'join_planes'],
    ['join_weather', 'delay_by_carrier'],
    ['join_weather', 'delay_by_hour'],
    ['join_planes', 'delay_by_hour'],
    ['join_planes', 'list_airports'],
    ['list_airports', 'each_airport'],
    ['delay_by_carrier', 'render_report'],
    ['delay_by_hour', 'render_report'],
    ['each_airport', 'render_report'],
    ['render_report', 'publish_report'],
  ]
    .map(([source, target]) => ({ source, target }))
    .concat([{ source: 'render_report', target: 'notify_late', condition: '#{${p90} > 45}', on_false: 'skip_all' }]),
  params: [
    { name: 'day', value: '#{Job.getYesterday("2013-MM-dd")}' },
    { name: 'min_flights', value: '20' },
  ],
};

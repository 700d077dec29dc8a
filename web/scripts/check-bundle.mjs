/** Fails when a part of the build is larger than its budget (gzip, KiB). Reads the manifest that Vite writes. */

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));
const packed = new Map();

function size(file) {
  if (!packed.has(file)) packed.set(file, gzipSync(readFileSync(new URL(file, DIST))).length / 1024);
  return packed.get(file);
}

/** The script and style files that loading `key` needs, static imports included. */
function filesOf(key, seen = new Set()) {
  const files = new Set();
  if (seen.has(key)) return files;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const other of chunk.imports ?? []) for (const file of filesOf(other, seen)) files.add(file);
  return files;
}

const total = (files, ending) => [...files].filter((f) => f.endsWith(ending)).reduce((sum, f) => sum + size(f), 0);
const shell = filesOf('index.html');
const beyond = (key, known) => new Set([...filesOf(key)].filter((file) => !known.has(file)));

const designer = beyond('src/features/jobs/DevelopmentPage.tsx', shell);
const withDesigner = new Set([...shell, ...designer]);
const part = (key, known = withDesigner) => total(beyond(key, known), '.js');
const lines = [
  ['shell, script', total(shell, '.js'), 300],
  ['shell, style', total(shell, '.css'), 40],
  ['designer', total(designer, '.js'), 120],
  // The parts of the designer that come after its first picture.
  ['tree', part('src/features/jobs/JobTree.tsx'), 16],
  ['palette', part('src/designer/palette/NodePalette.tsx'), 12],
  ['panel', part('src/designer/properties/SidePanel.tsx'), 40],
  ['drawer', part('src/features/jobs/drawerParts.ts'), 14],
  ['search', part('src/designer/search/SearchPanel.tsx'), 12],
  ['outline', part('src/designer/outline/Outline.tsx'), 12],
  ['dialogs', part('src/features/jobs/dialogs.ts'), 20],
  ['tree dialogs', part('src/features/jobs/treeDialogs.ts'), 12],
  ['quick add', part('src/designer/canvas/QuickAddOverlay.tsx'), 12],
  ['checks', part('src/designer/model/validation.ts'), 8],
  ['commands', part('src/app/CommandPalette.tsx', shell), 16],
  ['schedule', total(beyond('src/features/schedules/SchedulePanel.tsx', withDesigner), '.js'), 24],
  ['code editor', total(beyond('src/components/code/CodeEditor.tsx', withDesigner), '.js'), 190],
  ['instances', total(beyond('src/features/instances/InstancesPage.tsx', shell), '.js'), 40],
  ['instance', total(beyond('src/features/instances/InstancePage.tsx', withDesigner), '.js'), 40],
  ['schedules', total(beyond('src/features/schedules/overview/SchedulesPage.tsx', shell), '.js'), 40],
  ['month', total(beyond('src/features/schedules/overview/MonthPage.tsx', shell), '.js'), 40],
  ['future', total(beyond('src/features/schedules/overview/FuturePage.tsx', shell), '.js'), 40],
  ['calendars', total(beyond('src/features/schedules/calendars/CalendarsPage.tsx', shell), '.js'), 40],
  ['task groups', total(beyond('src/features/schedules/groups/TaskGroupsPage.tsx', shell), '.js'), 40],
  ['settings', total(beyond('src/features/schedules/settings/SettingsPage.tsx', shell), '.js'), 40],
  ['PatchData', total(beyond('src/features/patchdata/NewTaskPage.tsx', shell), '.js'), 40],
  ['PatchData task', total(beyond('src/features/patchdata/TaskPage.tsx', shell), '.js'), 40],
  ['dependencies', total(beyond('src/features/dependencies/DependenciesPage.tsx', shell), '.js'), 40],
  ['graph', total(beyond('src/features/dependencies/GraphCanvas.tsx', shell), '.js'), 100],
  ['connections', total(beyond('src/features/connections/ConnectionsPage.tsx', shell), '.js'), 40],
];
let failed = false;
for (const [name, kib, budget] of lines) {
  failed ||= kib > budget;
  console.log(`${name.padEnd(16)} ${kib.toFixed(1).padStart(7)} of ${budget} KiB${kib > budget ? '  too large' : ''}`);
}
process.exitCode = failed ? 1 : 0;

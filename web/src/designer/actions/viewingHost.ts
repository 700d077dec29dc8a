/** What the page offers where a job is only shown: looking, walking, copying. */

import type { EditorHost } from '../view';

const nothing = () => undefined;

export const viewingHost: EditorHost = {
  jobId: 0,
  jobName: '',
  readOnly: true,
  save: nothing,
  submit: nothing,
  testRun: nothing,
  showDrawer: nothing,
  openSearch: nothing,
  view: () => 'canvas',
  show: nothing,
  openProperties: nothing,
  changeTab: nothing,
  openSchedule: nothing,
};

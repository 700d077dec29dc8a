/**
 * The parts of a job's page that its first picture does not need. They are fetched in idle time after that picture,
 * so that they are here when somebody wants them, with or without a network.
 */

import { useEffect } from 'react';
import { lazyPart } from '../../components/ui/lazyPart';
import { loadSentences } from '../../designer/actions/announceLater';
import { PopoverForm } from '../../designer/canvas/EdgePopover';
import { canvasLater } from '../../designer/canvas/later';
import { viewLater } from '../../designer/later';
import { paletteLater } from '../../designer/palette/later';
import { CodeEditor } from '../../forms/fields/later';
import { Late, loadWhenIdle } from '../../lib/late';
import { TreeDialog, TreeMenu } from './laterTree';

const dialogs = () => import('./dialogs');
const drawer = () => import('./drawerParts');

export const ConflictDialog = lazyPart(() => dialogs().then((m) => m.ConflictDialog), 'overlay');
export const RecoveryDialog = lazyPart(() => dialogs().then((m) => m.RecoveryDialog), 'overlay');
export const SubmitDialog = lazyPart(() => dialogs().then((m) => m.SubmitDialog), 'overlay');
export const Problems = lazyPart(() => drawer().then((m) => m.Problems));
export const HistoryList = lazyPart(() => drawer().then((m) => m.HistoryList));
export const DeletedJob = lazyPart(() => import('./DeletedJob').then((m) => m.DeletedJob));
export const TestRun = lazyPart(() => import('./TestRun').then((m) => m.TestRun));
export const JobTree = lazyPart(() => import('./JobTree').then((m) => m.JobTree));
export const NodePalette = lazyPart(() => import('../../designer/palette/NodePalette').then((m) => m.NodePalette));
export const jobNotices = new Late(() => import('./saving/JobNotices').then((m) => m.JobNotices));
export const SidePanel = lazyPart(() => import('../../designer/properties/SidePanel').then((m) => m.SidePanel));
export const SingleTask = lazyPart(() => import('../../designer/properties/SingleTask').then((m) => m.SingleTask));

// Beside the drawing from the start: they are fetched at the same time as the job.
void JobTree.preload();
void NodePalette.preload();
void SidePanel.preload();

const LATER = [
  SidePanel.preload,
  Problems.preload,
  HistoryList.preload,
  ConflictDialog.preload,
  RecoveryDialog.preload,
  SubmitDialog.preload,
  TreeDialog.preload,
  TreeMenu.preload,
  loadSentences,
  ...viewLater,
  ...canvasLater,
  PopoverForm.preload,
  ...paletteLater,
  DeletedJob.preload,
  TestRun.preload,
  CodeEditor.preload,
  SingleTask.preload,
];

/** Once the open job is drawn. */
export function useLaterParts(): void {
  useEffect(() => loadWhenIdle(LATER), []);
}

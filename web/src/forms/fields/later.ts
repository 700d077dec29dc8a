/** The code editor: by far the largest part of a form, and only scripts need it. */

import { lazyPart } from '../../components/ui/lazyPart';

export const CodeEditor = lazyPart(
  () => import('../../components/code/CodeEditor').then((m) => m.CodeEditor),
  'panel',
  'codebox code-waiting',
);

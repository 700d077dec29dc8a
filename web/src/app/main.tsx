/** Start of the studio. */

import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../styles/mantine.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/controls.css';
import '../styles/surfaces.css';
import '../styles/cards.css';
import '../styles/frame.css';
import '../styles/development.css';
import '../styles/tree.css';
import '../styles/palette.css';
import '../styles/search.css';
import '../styles/outline.css';
import '../styles/canvas.css';
import '../styles/canvasLayers.css';
import '../styles/drawing.css';
import '../styles/runs.css';
import '../styles/problems.css';
import '../styles/pages.css';
import '../styles/safety.css';
import '../styles/commands.css';
import '../styles/contrast.css';
import '../styles/narrow.css';
import { createRoot } from 'react-dom/client';
import { putSprite } from '../components/ui/Icon';
import { startTexts } from '../lib/i18n';
import { askEarly } from './askEarly';
import { startContrast } from './contrast';
import { Providers } from './Providers';

askEarly();
putSprite();
startContrast();
const root = document.getElementById('root');
if (root) void startTexts().then(() => createRoot(root).render(<Providers />));

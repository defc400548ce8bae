/** The desk's beginning: who is here, where they are, and then the page. */
import { render } from 'preact';
import { startRouter } from './router.ts';
import { watchSession } from './session.ts';
import { Shell } from './shell.tsx';
import './theme.css';

watchSession();
startRouter();
const root = document.getElementById('desk');
if (root) render(<Shell />, root);

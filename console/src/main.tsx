import { render } from 'preact';
import { App } from './app';
import { watchServer } from './live/server';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/rows.css';
import './styles/views.css';

render(<App />, document.getElementById('app')!);
void watchServer();

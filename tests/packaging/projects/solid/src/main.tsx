import './settings';
import 'payments-widget/element';
import type {} from 'payments-widget/jsx/solid';
import { render } from 'solid-js/web';
import { Shop } from './shop';

const root = document.querySelector('#app');
if (root) render(() => <Shop />, root);
